import {
  type CompiledSteps,
  type CompileOptions,
  compileSteps,
  type StepVariable,
} from '@rectified/compiled';
import { InputError, isInputError } from '@rectified/errors';
import { isStochastic, streamOf } from '@rectified/random';
import type * as tf from '@tensorflow/tfjs-core';
import { answersOf } from './answers-of.js';
import { type EpochRequest, type LookAhead, lookAhead, shuffled } from './batch-source.js';
import { compiledFunctions, nameOfSize } from './compiled-functions.js';
import { deviceImages } from './device-images.js';
import type { Engine, EpochSteps } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { type FedBatch, fedBatch, joined, orderedBatches } from './fed-batch.js';
import { layersOf } from './layers-of.js';
import type { UpdatePlace } from './schedule.js';
import { stepsInCall } from './steps-in-call.js';
import { nameOf, variableOf } from './weights.js';

/**
 * Runs steps with a TensorFlow function that contains a whole step, from bytes to new weights, several per call.
 * The operations are the same as in the eager engine, and so are the weights. Needs the tfjs-node backend.
 */
export function compiledEngine(given: EngineOptions, { xla }: { xla: boolean }): Engine {
  const { model, optimizer, options, settings } = given;
  const { train } = options.data;
  const { batch, seed, input } = settings;
  const onDevice = deviceImages(options, input);
  const { training, measuring } = onDevice ?? {};
  const sizes = [Math.min(batch, train.size), train.size % batch].filter((size) => size > 0);
  const variables = variablesOf(given);
  const steps = compiled({
    xla,
    products: options.products,
    variables,
    tables: onDevice && {
      images: { shape: train.shape, values: onDevice.pixels },
      ...(training && { labels: { shape: [], values: onDevice.labels } }),
    },
    functions: compiledFunctions(given, { training, measuring }, sizes),
    noise: {
      seed,
      streams: layersOf(model)
        .filter(isStochastic)
        .map((layer) => streamOf((layer as unknown as { name: string }).name)),
    },
  });
  const { shape = train.shape, source = shuffled(train) } = options;
  return engineOf(steps, {
    ...{ optimizer, variables: Object.values(variables) },
    answers:
      onDevice && measuring
        ? (part, images) => answersOf(steps, onDevice, measuring, { part, images, size: batch })
        : undefined,
    batchesOf: (epoch) =>
      onDevice && training
        ? lookAhead(
            orderedBatches(epoch, training, onDevice.labels.subarray(0, train.size)),
            (batch) => batch,
          )
        : lookAhead(source(epoch), (view) => fedBatch(view, { sizes, shape, input })),
  });
}

/** `compileSteps`; if it refuses the network, the error says what can be done about that here. */
function compiled(options: CompileOptions): CompiledSteps {
  try {
    return compileSteps(options);
  } catch (error) {
    if (!isInputError(error)) throw error;
    const { what, remedy, ...details } = error.details;
    throw new InputError({
      ...details,
      what: `the network cannot be compiled: ${what}`,
      remedy: `Use the eager engine${remedy === undefined ? '' : `, or change the layer that does it. ${remedy}`}`,
    });
  }
}

/** Weights, learned or not, and momenta. */
function variablesOf({
  model,
  optimizer,
}: Pick<EngineOptions, 'model' | 'optimizer'>): Record<string, StepVariable> {
  const weights = model.weights.map((weight) => {
    const variable = variableOf(weight);
    return [
      nameOf(weight),
      { read: () => variable, assign: (value: tf.Tensor) => variable.assign(value) },
    ] as const;
  });
  const momenta = optimizer
    .momenta()
    .map(({ name, ...variable }) => [`momentum of ${name}`, variable] as const);
  return Object.fromEntries([...weights, ...momenta]);
}

function engineOf(
  steps: CompiledSteps,
  {
    optimizer,
    variables,
    batchesOf,
    answers,
  }: Pick<EngineOptions, 'optimizer'> & {
    readonly variables: readonly StepVariable[];
    readonly batchesOf: (epoch: EpochRequest) => LookAhead<FedBatch>;
    readonly answers: Engine['answers'];
  },
): Engine {
  let perCall = 1;
  let called = 0;
  /** Whether the device is ahead of the model. */
  let stale = false;
  /** The data of the variables that the device has, unless it is ahead. */
  let copied: readonly object[] = [];
  const current = () => variables.map((variable) => variable.read().dataId);

  /** Copies the variables to the device if anybody has set them: a checkpoint, or the caller between two epochs. */
  const refresh = () => {
    if (stale || current().every((data, index) => data === copied[index])) return;
    steps.write();
    copied = current();
  };

  /** Runs the steps for batches of one size; yields the logits of each. */
  const call = (batches: readonly FedBatch[], at: UpdatePlace): Float32Array[] => {
    const [{ labels, places }] = batches as readonly [FedBatch];
    const coefficients = batches.flatMap((_, k) => optimizer.coefficientsAt({ ...at, step: at.step + k }));
    const images = joined(batches.map(({ images }) => images));
    const { logits } = steps.call(nameOfSize(labels.length), {
      count: batches.length,
      step: at.step,
      inputs: {
        coefficients: Float32Array.from(coefficients),
        images,
        labels: images instanceof Int32Array ? images : joined(batches.map(({ labels }) => labels)),
        ...(places && { places: joined(batches.map(({ places }) => places!)) }),
      },
    }) as { logits: Float32Array };
    stale = true;
    const size = logits.length / batches.length;
    return batches.map((_, k) => logits.subarray(k * size, (k + 1) * size));
  };

  return {
    begin(epoch): EpochSteps {
      refresh();
      const batches = batchesOf(epoch);
      let next: FedBatch | undefined;
      return {
        async take(atMost, at) {
          const start = performance.now();
          const chunk: FedBatch[] = [];
          const count = Math.min(atMost, perCall);
          next ??= await batches.take();
          while (next !== undefined && chunk.length < count) {
            if (next.labels.length !== (chunk[0] ?? next).labels.length) break;
            chunk.push(next);
            next = chunk.length < count ? await batches.take() : undefined;
          }
          if (chunk.length === 0) return [];
          const begun = performance.now();
          const logits = call(chunk, at);
          const seconds = (performance.now() - begun) / 1000 / chunk.length;
          // TensorFlow analyzes a function in its first call.
          if (called++ > 0) perCall = stepsInCall(seconds);
          const whole = (performance.now() - start) / 1000 / chunk.length;
          const waited = batches.waited() / chunk.length;
          return chunk.map(({ labels }, k) => ({ logits: logits[k]!, labels, seconds: whole, waited }));
        },
        close: () => batches.close(),
      };
    },
    answers:
      answers &&
      ((part, images) => {
        refresh();
        return answers(part, images);
      }),
    sync() {
      if (!stale) return;
      steps.read();
      copied = current();
      stale = false;
    },
    dispose: () => steps.dispose(),
  };
}
