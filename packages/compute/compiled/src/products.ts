import type { Attributes } from './attribute.js';
import type { FunctionBody, Value } from './function-body.js';
import { cast } from './operations.js';

/** The precision of the inputs of convolutions and matrix products. */
export type ProductType = 'float32' | 'bfloat16';

/** An operation that is to be written. */
interface Operation {
  readonly op: string;
  readonly inputs: readonly Value[];
  readonly attributes: Attributes;
  readonly outputs: readonly Pick<Value, 'type' | 'shape'>[];
}

/** Convolutions and matrix products, and their gradients. */
const products = /^(Conv[23]D|DepthwiseConv2dNative|MatMul|BatchMatMul|Einsum)/;

/** Writes an operation on float32 numbers as one on 16-bit numbers, with results converted back to float32. */
export function inBfloat16(body: FunctionBody, { op, inputs, attributes, outputs }: Operation): Value[] {
  const given = inputs.map((input) => (input.type === 'float32' ? cast(body, input, 'bfloat16') : input));
  const typed = { ...attributes, T: { type: 'bfloat16' } } as const;
  const made = outputs.map(({ shape }) => ({ type: 'bfloat16', shape }) as const);
  return body.operation(op, given, typed, made).map((output) => cast(body, output, 'float32'));
}

export const isProduct = (op: string) => products.test(op);
