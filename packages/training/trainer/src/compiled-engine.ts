import { type CompiledSteps, compileSteps, type StepFunction, type StepVariable } from '@rectified/compiled';
import { epochOrder, type ImageShape, type PlacedViews } from '@rectified/dataset';
import { InputError } from '@rectified/errors';
import { fuse } from '@rectified/fuse';
import { isStochastic, streamOf } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { type EpochRequest, type LookAhead, lookAhead, shuffled, type ViewBatch } from './batch-source.js';
import { type DeviceImages, type DeviceViews, deviceImages } from './device-images.js';
import type { Answers, Engine, EpochSteps } from './engine.js';
import type { EngineOptions } from './engine-options.js';
import { type InputScaling, isExactInFloat32, scaledPixels, scaledTable } from './input-scaling.js';
import { layersOf } from './layers-of.js';
import { placedImages } from './placed-images.js';
import type { UpdatePlace } from './schedule.js';
import { logitsAndGradients } from './training-step.js';
import { nameOf, variableOf } from './weights.js';

/** How long a call should take, in seconds: long enough that beginning one costs nothing, short enough for Ctrl-C and bars. */
const callSeconds = 0.05;
/** The most steps in a call. */
const most = 32;

/**
 * Takes steps by a function of TensorFlow that holds a whole one, from bytes to new weights, and takes several in a call.
 * The same operations as in the eager engine, so that the weights are the same. Needs the backend of tfjs-node.
 */
export function compiledEngine(
  { model, optimizer, options, settings }: EngineOptions,
  { xla }: { xla: boolean },
): Engine {
  const { train } = options.data;
  const { batch, seed, loss, input } = settings;
  const onDevice = deviceImages(options, input);
  const { training, measuring } = onDevice ?? {};
  const shape = options.shape ?? train.shape;
  const network = fuse(model);
  const byBytes = scaledTable(input);
  const numbers = isExactInFloat32(input) ? undefined : byBytes;

  const rows = ({ placed }: DeviceViews, count: number): StepFunction['inputs'] => ({
    images: { rowsOf: 'images', count, numbers },
    ...(placed && { places: { type: 'float32', shape: [count, numbersOf(placed)] } }),
  });
  const viewsOf = (views: DeviceViews | undefined, images: tf.Tensor, places?: tf.Tensor) => {
    const scaled =
      images.dtype === 'int32'
        ? tf.mul(tf.sub(tf.cast(images, 'float32'), input.shift), input.scale)
        : images;
    const placed = views?.placed;
    if (placed === undefined) return scaled as tf.Tensor4D;
    const fill = byBytes[placed.border.fill]!;
    return placedImages(scaled as tf.Tensor4D, places as tf.Tensor2D, placed, fill);
  };
  const measuringStep = (views: DeviceViews): StepFunction => ({
    most,
    inputs: rows(views, batch),
    compute: ({ images, places }) => ({ logits: network.predict(viewsOf(views, images!, places)) }),
  });
  const stepOf = (size: number): StepFunction => ({
    most,
    inputs: {
      coefficients: { type: 'float32', shape: [optimizer.coefficientCount] },
      ...(training
        ? { ...rows(training, size), labels: { rowsOf: 'labels', count: size } }
        : {
            images: { type: 'float32', shape: [size, ...shape] },
            labels: { type: 'int32', shape: [size] },
          }),
    },
    compute: ({ coefficients, images, places, labels }) => {
      const { logits, gradients } = logitsAndGradients(network, optimizer, {
        ...{ x: viewsOf(training, images!, places), labels: labels as tf.Tensor1D },
        ...{ noise: { seed, step: 0 }, loss },
      });
      optimizer.updateBy(gradients, coefficients as tf.Tensor1D);
      return { logits };
    },
  });
  const sizes = [Math.min(batch, train.size), train.size % batch].filter((size) => size > 0);
  const steps = compileSteps({
    xla,
    products: options.products,
    variables: variablesOf({ model, optimizer }),
    tables: onDevice && {
      images: { shape: train.shape, values: onDevice.pixels },
      ...(training && { labels: { shape: [], values: onDevice.labels } }),
    },
    functions: {
      ...Object.fromEntries(sizes.map((size) => [nameOfSize(size), stepOf(size)])),
      ...(measuring && { measure: measuringStep(measuring) }),
    },
    noise: {
      seed,
      streams: layersOf(model)
        .filter(isStochastic)
        .map((layer) => streamOf((layer as unknown as { name: string }).name)),
    },
  });
  steps.write();
  const source = options.source ?? shuffled(train);
  return engineOf(steps, {
    optimizer,
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

/** Of a view's places. */
const numbersOf = ({ mean }: PlacedViews) => (mean === undefined ? 3 : 6);

/** What a call brings for images on the device. */
function rowsFor(
  { placed }: DeviceViews,
  { first, ...keys }: { first: number } & Parameters<PlacedViews['places']>[0],
): Pick<FedBatch, 'images' | 'places'> {
  return {
    images: Int32Array.from(keys.indices, (index) => first + index),
    ...(placed && { places: Float32Array.from(placed.places(keys)) }),
  };
}

/** A view as a call takes it; the function is compiled for images and batches of some sizes. */
function fedBatch(
  view: ViewBatch,
  { sizes, shape, input }: { sizes: readonly number[]; shape: ImageShape; input: InputScaling },
): FedBatch {
  const [size, ...image] = view.shape;
  if (!sizes.includes(size) || image.some((side, axis) => side !== shape[axis]))
    throw new InputError({
      what: 'a batch for the compiled engine',
      expected: `[${sizes.join(' or ')}, ${shape.join(', ')}]`,
      got: `[${view.shape.join(', ')}]`,
    });
  return { images: scaledPixels(view, input), labels: view.labels };
}

const nameOfSize = (size: number) => `batch_${size}`;

interface MeasuredPart {
  readonly part: 'train' | 'test';
  readonly images: number;
  /** Images in a step. */
  readonly size: number;
}

/** Answers to a part, some batches of it at a time. What is missing in the last one is filled up with its last image. */
function* answersOf(
  steps: CompiledSteps,
  { labels, firstOf }: DeviceImages,
  views: DeviceViews,
  { part, images, size }: MeasuredPart,
): Generator<Answers> {
  const first = firstOf[part];
  let perCall = 1;
  for (let done = 0; done < images; ) {
    const count = Math.min(perCall, Math.ceil((images - done) / size));
    const indices = Int32Array.from({ length: count * size }, (_, at) => Math.min(done + at, images - 1));
    const begun = performance.now();
    const inputs = { ...rowsFor(views, { first, seed: 0, epoch: 0, indices }) };
    const { logits } = steps.call('measure', { count, step: 0, inputs }) as { logits: Float32Array };
    // TensorFlow looks through a function in its first call.
    if (done > 0) perCall = stepsInCall((performance.now() - begun) / 1000 / count);
    const taken = Math.min(count * size, images - done);
    const classes = logits.length / indices.length;
    yield {
      logits: logits.subarray(0, taken * classes),
      labels: labels.subarray(first + done, first + done + taken),
    };
    done += taken;
  }
}

/** How many steps make a call, by the seconds of one. */
const stepsInCall = (seconds: number) => Math.max(1, Math.min(most, Math.floor(callSeconds / seconds)));

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

/** A batch as a call takes it: pixels that the network takes, or the indices of images that the device has, and the places of their pixels. */
interface FedBatch {
  readonly images: Float32Array | Int32Array;
  readonly places?: Float32Array;
  readonly labels: Int32Array;
}

function engineOf(
  steps: CompiledSteps,
  {
    optimizer,
    batchesOf,
    answers,
  }: Pick<EngineOptions, 'optimizer'> & {
    readonly batchesOf: (epoch: EpochRequest) => LookAhead<FedBatch>;
    readonly answers: Engine['answers'];
  },
): Engine {
  let perCall = 1;
  let called = 0;
  let stale = false;

  /** Takes the steps of batches of one size; gives the logits of each. */
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
          // TensorFlow looks through a function in its first call.
          if (called++ > 0) perCall = stepsInCall(seconds);
          const whole = (performance.now() - start) / 1000 / chunk.length;
          const waited = batches.waited() / chunk.length;
          return chunk.map(({ labels }, k) => ({ logits: logits[k]!, labels, seconds: whole, waited }));
        },
        close: () => batches.close(),
      };
    },
    answers,
    sync() {
      if (stale) steps.read();
      stale = false;
    },
    dispose: () => steps.dispose(),
  };
}

/** The training images, which are the first on the device, in the order of an epoch. */
function* orderedBatches(
  { seed, epoch, size, start }: EpochRequest,
  views: DeviceViews,
  labels: Int32Array,
): Generator<FedBatch> {
  const order = epochOrder(labels.length, { seed, epoch });
  for (let from = start * size; from < order.length; from += size) {
    const indices = order.subarray(from, from + size);
    yield {
      ...rowsFor(views, { first: 0, seed, epoch, indices }),
      labels: Int32Array.from(indices, (index) => labels[index]!),
    };
  }
}

function joined<Numbers extends Float32Array | Int32Array>(lists: readonly Numbers[]): Numbers {
  const [first] = lists as readonly [Numbers];
  if (lists.length === 1) return first;
  const all = (
    first instanceof Float32Array
      ? new Float32Array(first.length * lists.length)
      : new Int32Array(first.length * lists.length)
  ) as Numbers;
  lists.forEach((list, at) => {
    all.set(list, at * first.length);
  });
  return all;
}
