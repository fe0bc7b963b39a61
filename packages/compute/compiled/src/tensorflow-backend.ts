import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

/** An attribute of an operation, as tfjs-node hands it to TensorFlow. */
export interface BoundAttribute {
  readonly name: string;
  readonly type: number;
  readonly value: unknown;
}

type Execute<Result> = (
  op: string,
  attributes: readonly BoundAttribute[],
  inputs: readonly tf.TensorInfo[],
  count?: number,
) => Result;

/** The part of tfjs-node's backend that is used: it runs any TensorFlow operation by name. */
export interface TensorFlowBackend {
  readonly binding: Readonly<
    Record<`TF_ATTR_${'STRING' | 'INT' | 'FLOAT' | 'BOOL' | 'TYPE' | 'SHAPE'}`, number>
  >;
  /** `dtype` is TensorFlow's number. */
  readonly tensorMap: { get(id: object): { readonly dtype: number } };
  executeSingleOutput: Execute<tf.Tensor>;
  executeMultipleOutputs: Execute<tf.Tensor[]>;
  readSync(id: object): Float32Array | Int32Array | Uint8Array;
  read(id: object): Promise<Float32Array | Int32Array | Uint8Array>;
  write(values: unknown, shape: number[], dtype: string): object;
  loadSavedModelMetaGraph(folder: string, tags: string): number;
  deleteSavedModel(session: number): void;
  runSavedModel(
    session: number,
    inputs: readonly tf.Tensor[],
    places: readonly { readonly name: string }[],
    outputs: readonly string[],
  ): tf.Tensor[];
}

/** tfjs's current backend; throws an `InputError` unless it is tfjs-node's. */
export function tensorFlowBackend(): TensorFlowBackend {
  const name = tf.getBackend();
  const backend = tf.backend() as unknown as Partial<TensorFlowBackend>;
  if (backend?.executeSingleOutput === undefined || backend.loadSavedModelMetaGraph === undefined)
    throw new InputError({
      what: 'compiled functions need TensorFlow',
      expected: 'the backend of tfjs-node',
      got: name,
      remedy:
        "`await chooseBackend({ backend: 'tfjs-node' })` of @rectified/backend loads it, or says why it cannot be used",
    });
  return backend as TensorFlowBackend;
}
