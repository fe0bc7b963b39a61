import { dependsOn, type Expression } from '@rectified/expression';
import { onTensors } from './on-tensors.js';

/** Values of options by name. */
export type OptionValues = Readonly<Record<string, number>>;

/** Whether an expression of options and of noise in [0, 1) is provably at least 0. */
export function isNonnegative(part: Expression, options: OptionValues): boolean {
  if (!dependsOn(part, 'noise')) return (onTensors([part], ({ name }) => options[name]!)[0] as number) >= 0;
  if (part.op === 'constant' || part.op === 'symbol') return true;
  return ['add', 'mul', 'div'].includes(part.op) && part.args.every((arg) => isNonnegative(arg, options));
}
