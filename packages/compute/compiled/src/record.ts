import { InputError } from '@rectified/errors';
import type * as tf from '@tensorflow/tfjs-core';
import type { Attribute, Attributes } from './attribute.js';
import { dataTypeOf } from './data-type.js';
import type { FunctionBody, Value } from './function-body.js';
import { maxPoolGradient } from './max-pool-gradient.js';
import { maximum } from './operations.js';
import { isTensorFlows } from './output-names.js';
import { inBfloat16, isProduct, type ProductType } from './products.js';
import { type BoundAttribute, type TensorFlowBackend, tensorFlowBackend } from './tensorflow-backend.js';

/** How a recording differs from the computation. */
export interface RecordOptions {
  /** Tensors that represent values of the function: its parameters and variables. */
  readonly known: ReadonlyMap<tf.Tensor, Value>;
  /** The value for two numbers that are seeds of noise; undefined if they are not. */
  readonly noise?: (first: number, second: number) => Value | undefined;
  /** The precision of products. Default: float32. */
  readonly products?: ProductType;
  /** Whether XLA is to compile the function. */
  readonly xla: boolean;
  /** How to treat a tensor from outside: an `InputError`, unless its values are to become constants of the function. */
  readonly outside?: 'constant';
  /** Draws noise from its seeds by other means than `StatelessRandomUniform`. */
  readonly uniform?: (seeds: Value, shape: readonly number[]) => Value;
}

/** The recording. */
export interface Recording<Result> {
  readonly result: Result;
  /** The value that a tensor represents: one made by the recorded function, or a known one. */
  readonly find: (tensor: tf.Tensor) => Value;
}

/**
 * Runs a function of tfjs operations and writes every TensorFlow operation that runs into `body`: the TensorFlow function then
 * computes what the function computes in tfjs-node, in the same order, including its gradients.
 *
 * A tensor that is neither known nor made by an operation becomes a constant of the function, if it was made in it. Throws an `InputError`
 * for a tensor from outside, whose values may change later (unless they are to be kept), and if the function reads something that depends on
 * its parameters, because it could base decisions on it.
 */
export function record<Result>(
  body: FunctionBody,
  { known, noise, uniform, xla, outside, products }: RecordOptions,
  run: () => Result,
): Recording<Result> {
  const backend = tensorFlowBackend();
  const values = new Map<object, Value>();
  const written = new Set<object>();
  for (const [tensor, value] of known) values.set(tensor.dataId, value);
  const original = {
    executeSingleOutput: backend.executeSingleOutput,
    executeMultipleOutputs: backend.executeMultipleOutputs,
    readSync: backend.readSync,
    read: backend.read,
    write: backend.write,
  };
  let fault: InputError | undefined;

  const find = (info: Pick<tf.TensorInfo, 'dataId' | 'shape' | 'dtype'>): Value => {
    const value = values.get(info.dataId);
    if (value !== undefined) return value;
    if (!written.has(info.dataId) && outside === undefined) throw fromOutside(info);
    const made = constantOf(info);
    values.set(info.dataId, made);
    written.add(info.dataId); // it may be read as well
    return made;
  };
  const isComputed = (id: object) => values.has(id) && !written.has(id);
  const constantOf = ({ dataId, shape, dtype }: Pick<tf.TensorInfo, 'dataId' | 'shape' | 'dtype'>): Value => {
    const numbers = original.readSync.call(backend, dataId);
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool')
      throw new InputError({ what: 'a constant of a compiled function', expected: 'numbers', got: dtype });
    if (dtype === 'int32' && numbers.length === 2) {
      const drawn = noise?.(numbers[0]!, numbers[1]!);
      if (drawn !== undefined) return drawn;
    }
    const content = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    return body.constant(dtype, shape, content.slice());
  };
  const keep = (
    op: string,
    attributes: readonly BoundAttribute[],
    inputs: readonly tf.TensorInfo[],
    outputs: readonly tf.Tensor[],
  ) => {
    const given = inputs.map(find);
    if ((xla || products === 'bfloat16') && !isTensorFlows(op))
      throw new InputError({
        what: xla ? `XLA has no operation ${op}` : `the operation ${op} only supports float32`,
        remedy:
          "Compute with TensorFlow's own kernels: `kernels: 'plain'` of chooseBackend, or `--kernels plain`",
      });
    const all = { ...leftOut(op, given), ...attributesOf(attributes, backend) };
    const made = write(op, given, all, outputs);
    outputs.forEach(({ dataId }, index) => {
      values.set(dataId, made[index]!);
    });
  };
  const write = (
    op: string,
    inputs: readonly Value[],
    attributes: Attributes,
    outputs: readonly tf.Tensor[],
  ): Value[] => {
    if (op === 'StatelessRandomUniform' && uniform) return [uniform(inputs[1]!, outputs[0]!.shape)];
    if (op === 'Maximum') return [maximum(body, inputs as [Value, Value])];
    if (op === 'MaxPoolGrad' && xla)
      return [maxPoolGradient(body, inputs as [Value, Value, Value], attributes)];
    const made = outputs.map(typeAndShape);
    return products === 'bfloat16' && isProduct(op)
      ? inBfloat16(body, { op, inputs, attributes, outputs: made })
      : body.operation(op, inputs, attributes, made);
  };
  const typeAndShape = ({ dataId, shape }: tf.Tensor) => {
    const { dtype } = backend.tensorMap.get(dataId);
    const type = dataTypeOf(dtype);
    if (type === undefined)
      throw new InputError({ what: 'the type of a tensor in a compiled function', got: `number ${dtype}` });
    return { type, shape };
  };

  Object.assign(backend, {
    executeSingleOutput(op, attributes, inputs) {
      const output = original.executeSingleOutput.call(backend, op, attributes, inputs);
      keep(op, attributes, inputs, [output]);
      return output;
    },
    executeMultipleOutputs(op, attributes, inputs, count) {
      const outputs = original.executeMultipleOutputs.call(backend, op, attributes, inputs, count);
      keep(op, attributes, inputs, outputs);
      return outputs;
    },
    readSync(id) {
      if (isComputed(id)) {
        fault ??= readInside();
        throw fault;
      }
      return original.readSync.call(backend, id);
    },
    async read(id) {
      // Nobody may wait for the promise, so it must not be rejected.
      if (isComputed(id)) fault ??= readInside();
      return original.readSync.call(backend, id);
    },
    write(numbers, shape, dtype) {
      const id = original.write.call(backend, numbers, shape, dtype);
      written.add(id);
      return id;
    },
  } satisfies Partial<TensorFlowBackend>);
  try {
    const result = run();
    if (fault) throw fault; // `run` may have caught it
    return { result, find };
  } finally {
    // They are the prototype's.
    for (const name of Object.keys(original)) delete (backend as unknown as Record<string, unknown>)[name];
  }
}

/** Attributes that tfjs-node leaves to TensorFlow, which infers them when it runs an operation, but not in a function. */
function leftOut(op: string, [input]: readonly Value[]): Attributes {
  return op === 'ExpandDims' ? { T: { type: input!.type }, Tdim: { type: 'int32' } } : {};
}

function attributesOf(attributes: readonly BoundAttribute[], { binding }: TensorFlowBackend): Attributes {
  const { TF_ATTR_STRING, TF_ATTR_INT, TF_ATTR_FLOAT, TF_ATTR_BOOL, TF_ATTR_TYPE, TF_ATTR_SHAPE } = binding;
  const attribute = ({ type, value }: BoundAttribute): Attribute | undefined => {
    switch (type) {
      case TF_ATTR_STRING:
        return { text: value as string };
      case TF_ATTR_INT:
        return Array.isArray(value) ? { ints: value } : { int: value as number };
      case TF_ATTR_FLOAT:
        return Array.isArray(value) ? { floats: value } : { float: value as number };
      case TF_ATTR_BOOL:
        return { bool: value as boolean };
      case TF_ATTR_TYPE: {
        const known = dataTypeOf(value as number);
        return known && { type: known };
      }
      case TF_ATTR_SHAPE:
        return { shape: value as number[] };
    }
    return undefined;
  };
  return Object.fromEntries(
    attributes.map((bound) => {
      const known = attribute(bound);
      if (known !== undefined) return [bound.name, known];
      throw new InputError({
        what: `the attribute ${bound.name} of an operation in a compiled function`,
        expected: 'a number, a text, a type, a shape',
        got: `kind ${bound.type}`,
      });
    }),
  );
}

function fromOutside({ shape, dtype }: Pick<tf.TensorInfo, 'shape' | 'dtype'>): InputError {
  return new InputError({
    what: 'a compiled function uses a tensor that is neither made in it nor one of its inputs or variables',
    got: `${dtype} [${shape}]`,
    remedy: 'Pass it as an input or a variable, or create it inside the function',
  });
}

function readInside(): InputError {
  return new InputError({
    what: 'a compiled function reads a tensor (data, dataSync, arraySync) that is computed from its inputs',
    remedy: 'Compute only with tensors, or leave out the part that reads',
  });
}
