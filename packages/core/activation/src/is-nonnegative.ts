import { dependsOn, type Expression } from '@rectified/expression';
import { onTensors } from './on-tensors.js';

/** The values of options by their names. */
export type OptionValues = Readonly<Record<string, number>>;

/** Whether an expression of options and noise, which is from 0 to 1, is surely at least 0. */
export function isNonnegative(part: Expression, options: OptionValues): boolean {
  if (!dependsOn(part, 'noise')) return (onTensors([part], ({ name }) => options[name]!)[0] as number) >= 0;
  if (part.op === 'constant' || part.op === 'symbol') return true;
  return ['add', 'mul', 'div'].includes(part.op) && part.args.every((arg) => isNonnegative(arg, options));
}
