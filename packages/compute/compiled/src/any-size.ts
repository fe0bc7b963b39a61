import { isDeepStrictEqual } from 'node:util';
import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { Attribute, Constant } from './attribute.js';
import { FunctionBody, type Value } from './function-body.js';
import { add, firstDimension, integers, multiply } from './operations.js';
import type { FunctionDefinition, Node } from './saved-model.js';

/** A function that was recorded for one number of images. */
export interface Recorded {
  readonly size: number;
  readonly definition: FunctionDefinition;
}

/**
 * Combines three recordings of a function for different numbers of images into one for any number. The recordings may only differ
 * in shapes among their constants, each dimension of which must be the number of images times one number plus another.
 * `counted` is the parameter whose first dimension is the number of images. Throws an `InputError` if anything else differs.
 */
export function forAnySize(
  recordings: readonly [Recorded, Recorded, Recorded],
  counted: Value,
): FunctionDefinition {
  const [{ definition }, ...others] = recordings;
  if (others.some((other) => other.definition.nodes.length !== definition.nodes.length)) throw fixed();
  const nodes = definition.nodes.flatMap((node, index): readonly Node[] => {
    const same = others.map((other) => other.definition.nodes[index]);
    if (same.some((one) => one?.op !== node.op || !isDeepStrictEqual(one.inputs, node.inputs))) throw fixed();
    if (same.every((one) => isDeepStrictEqual(one!.attributes, node.attributes))) return [node];
    const constants = [node, ...same].map((one) => constantOf(one!));
    return ofSize(
      node.name,
      constants.map((constant, at) => ({ constant, size: recordings[at]!.size })),
      counted,
    );
  });
  return { ...definition, nodes };
}

interface SizedConstant {
  readonly constant: Constant;
  readonly size: number;
}

/** The nodes that compute a constant from the number of images; the last has the constant's own name. */
function ofSize(name: string, constants: readonly SizedConstant[], counted: Value): readonly Node[] {
  const { type, shape } = constants[0]!.constant;
  const body = new FunctionBody({ prefix: `${name}_` });
  const size = firstDimension(body, counted);
  if (constants.every(({ constant }) => isDeepStrictEqual(constant.shape, shape))) {
    if (type !== 'int32') throw fixed();
    const numbers = constants.map(({ constant, size }) => ({ size, values: int32(constant) }));
    const made = linear(body, numbers, size, shape);
    return [...body.nodes, { name, op: 'Identity', inputs: [made.from], attributes: { T: { type } } }];
  }
  // Such as zeros for every image: one value, however many there are.
  const values = constants.map(({ constant }) => onlyValue(constant));
  if (values.some((value) => value === undefined || !isDeepStrictEqual(value, values[0]))) throw fixed();
  const shapes = constants.map(({ constant, size }) => ({ size, values: Int32Array.from(constant.shape) }));
  const dims = linear(body, shapes, size, [shape.length]);
  const value = body.constant(type, [], values[0]!);
  const attributes = { T: { type }, index_type: { type: 'int32' } } as const;
  return [...body.nodes, { name, op: 'Fill', inputs: [dims.from, value.from], attributes }];
}

/** a + b size, determined from two sizes and verified with a third. */
function linear(
  body: FunctionBody,
  numbers: readonly { readonly size: number; readonly values: Int32Array }[],
  size: Value,
  shape: readonly number[],
): Value {
  const [one, two, three] = numbers as [(typeof numbers)[0], (typeof numbers)[0], (typeof numbers)[0]];
  if (numbers.some(({ values }) => values.length !== one.values.length)) throw fixed();
  const slopes = one.values.map((value, at) => (two.values[at]! - value) / (two.size - one.size));
  const offsets = one.values.map((value, at) => value - slopes[at]! * one.size);
  for (const { size, values } of [two, three])
    if (values.some((value, at) => value !== offsets[at]! + slopes[at]! * size)) throw fixed();
  const list = (values: Int32Array) => (shape.length === 0 ? values[0]! : [...values]);
  return add(body, integers(body, list(offsets)), multiply(body, integers(body, list(slopes)), size));
}

function constantOf({ op, attributes }: Node): Constant {
  const { value } = attributes as { value?: Extract<Attribute, { constant: Constant }> };
  if (op !== 'Const' || value === undefined) throw fixed();
  return value.constant;
}

const int32 = ({ content }: Constant) => new Int32Array(content.slice().buffer);

/** The bytes of the value that all elements share; undefined if they differ. */
function onlyValue({ shape, content }: Constant): Uint8Array | undefined {
  const width = content.length / tf.util.sizeFromShape([...shape]);
  const first = content.slice(0, width);
  return content.every((byte, at) => byte === first[at % width]) ? first : undefined;
}

function fixed(): InputError {
  return new InputError({
    what: 'a function that computes something else for another number of images, so it cannot be written for any number',
    remedy: 'Leave out the layer that depends on the number of images',
  });
}
