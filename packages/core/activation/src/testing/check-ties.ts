import { type Expression, evaluate } from '@rectified/expression';
import * as tf from '@tensorflow/tfjs-core';
import { callOf, numbersOf } from './elementwise-subject.js';
import { findTies } from './find-ties.js';
import { demand, make, modes, type Subject, within } from './subject.js';

/**
 * At every tie of a formula's comparisons, its value and its derivatives lie between those of both sides. At the kinks of terms whose
 * sum is smooth, the derivative may not.
 */
export function checkTies(subject: Subject): void {
  for (const { training, mode } of modes)
    within(`in ${mode}`, () =>
      tf.tidy(() => {
        const layer = make(subject);
        layer.apply(tf.zeros([1, 1]), { training });
        const call = callOf(layer, training);
        if (call === undefined) return;
        const { value, derivatives, parameters, noise } = call.function;
        const values = {
          ...Object.fromEntries(
            Object.entries(numbersOf(call)).map(([name, numbers]) => [name, numbers[0]!]),
          ),
          ...Object.fromEntries(noise.map(({ name }) => [name, 0.5])),
        };
        const all = [value, derivatives.input, ...derivatives.parameters];
        const ties = findTies(all, values);
        const names = ['value', 'derivative', ...parameters.map(({ name }) => `derivative by ${name}`)];
        all.forEach((expression, i) => {
          for (const x of ties) checkTie(names[i]!, expression, values, x);
        });
      }),
    );
}

function checkTie(
  name: string,
  expression: Expression,
  values: Readonly<Record<string, number>>,
  x: number,
): void {
  const step = Math.max(1, Math.abs(x)) * 2 ** -20;
  const [before, at, after] = [x - step, x, x + step].map((x) => evaluate(expression, { ...values, x }));
  const tied = evaluate(settled(expression, { ...values, x }), { ...values, x });
  const [low, high] = [Math.min(before!, after!), Math.max(before!, after!)];
  if (!Number.isFinite(high - low)) return; // The tie has no two sides.
  // The change over one step.
  const tolerance = 1e-5 * Math.max(1, Math.abs(low), Math.abs(high));
  for (const each of [at!, tied])
    demand(
      each >= low - tolerance && each <= high + tolerance,
      `at x = ${x} the ${name} is ${each}, which is not between those of both sides, ${before} and ${after}. ` +
        'Write the formula without a sum of kinks, or give its derivative',
    );
}

/** Distance of numbers that different rounding might make equal. */
const nearly = 1e-9;

/**
 * An expression with every comparison that is nearly a tie turned into one, which goes to the second (rule T): where kinks of
 * several terms coincide, rounding may miss one of them here but not on another device.
 */
function settled(expression: Expression, values: Readonly<Record<string, number>>): Expression {
  const done = new Map<Expression, Expression>();
  const visit = (part: Expression): Expression => {
    const known = done.get(part) ?? settle(part);
    done.set(part, known);
    return known;
  };
  const settle = (part: Expression): Expression => {
    if (part.op === 'constant' || part.op === 'symbol') return part;
    if ((part.op === 'select' || part.op === 'min' || part.op === 'max') && isTie(part.args[0], part.args[1]))
      return visit(part.op === 'select' ? part.args[3] : part.args[1]);
    return { op: part.op, args: part.args.map(visit) } as unknown as Expression;
  };
  const isTie = (first: Expression, second: Expression) => {
    const [a, b] = [evaluate(first, values), evaluate(second, values)];
    return a === b || Math.abs(a - b) <= nearly * Math.max(1, Math.abs(a), Math.abs(b));
  };
  return visit(expression);
}
