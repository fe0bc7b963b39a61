import type { CompiledSteps } from '@rectified/compiled';
import type { DeviceImages, DeviceViews } from './device-images.js';
import type { Answers } from './engine.js';
import { rowsFor } from './fed-batch.js';
import { stepsInCall } from './steps-in-call.js';

interface MeasuredPart {
  readonly part: 'train' | 'test';
  readonly images: number;
  /** Images per step. */
  readonly size: number;
}

/** Answers for a part, some batches at a time. The last one is padded with its last image. */
export function* answersOf(
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
    // TensorFlow analyzes a function in its first call.
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
