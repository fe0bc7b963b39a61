/** Abscissas and weights of the 8-point Gauss-Legendre rule on [-1, 1], for the positive half (Abramowitz and Stegun, table 25.4). */
const rule = [
  [0.1834346424956498, 0.362683783378362],
  [0.525532409916329, 0.3137066458778873],
  [0.7966664774136267, 0.2223810344533745],
  [0.9602898564975363, 0.1012285362903763],
] as const;

/** An interval is not halved if that would change its part of the integral by no more than this. */
const enough = 1e-13;
/** Nor if it is a smaller part of the whole than this: it contains a jump. */
const deepest = 40;
/** Nor after this many intervals: a function that needs more is not an activation. */
const most = 50_000;

/**
 * The integral of `f` over an interval, to about 1e-12 if `f` and its derivatives have a few kinks or jumps, wherever they
 * are: the Gauss-Legendre rule on intervals that are halved as long as that changes the result. Not finite where `f` isn't.
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
    // A single evaluation may miss something narrow, such as the bell of a normal distribution in a wide interval.
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
