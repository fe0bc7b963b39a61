/** Abscissas and weights of Gauss and Legendre's rule of 8 points on [-1, 1], of the positive half (Abramowitz and Stegun, table 25.4). */
const rule = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

/** An interval is not halved if that changes its part of the integral by no more. */
const enough = 1e-13;
/** Nor if it is a part of the whole that is smaller than that: there is a jump in it. */
const deepest = 40;
/** Nor after so many intervals: a function that needs more is no activation. */
const most = 50_000;

/**
 * The integral of `f` over an interval, to about 1e-12 where `f` and its derivatives have a few kinks or jumps, wherever they
 * are: Gauss and Legendre's rule on intervals that are halved as long as that changes anything. Not finite where `f` isn't.
 */
export function integrate(f: (x: number) => number, from: number, to: number): number {
  const open = [{ from, to, depth: 0, value: gauss(f, from, to) }];
  let sum = 0;
  for (let intervals = 1; open.length > 0; intervals++) {
    const { from, to, depth, value } = open.pop()!;
    const middle = (from + to) / 2;
    const halves = [
      { from, to: middle, depth: depth + 1, value: gauss(f, from, middle) },
      { from: middle, to, depth: depth + 1, value: gauss(f, middle, to) },
    ] as const;
    const finer = halves[0].value + halves[1].value;
    // One look may miss what is narrow, as the bell of a normal distribution in a wide interval.
    const done = depth > 2 && Math.abs(finer - value) <= enough;
    if (done || depth >= deepest || intervals >= most || !Number.isFinite(finer)) sum += finer;
    else open.push(...halves);
  }
  return sum;
}

function gauss(f: (x: number) => number, from: number, to: number): number {
  const [middle, half] = [(from + to) / 2, (to - from) / 2];
  return rule.reduce(
    (sum, [x, weight]) => sum + half * weight * (f(middle - half * x) + f(middle + half * x)),
    0,
  );
}
