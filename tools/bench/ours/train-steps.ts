import { EventEmitter, on, once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { type Batch, type Dataset, makeDataset } from '@rectified/dataset';
import { train } from '@rectified/trainer';
import type * as tfl from '@tensorflow/tfjs-layers';
import type { Timed } from '../protocol.ts';

/** A dataset that describes the images but is never read: batches come from the trainer's `source` and `testSource`. */
function unread({ shape: [, ...shape] }: Batch, classes: number): Dataset {
  const never = () => {
    throw new Error('read');
  };
  const names = Array.from({ length: classes }, (_, i) => String(i));
  return makeDataset({ name: 'random', size: 2 ** 40, classes: names, shape, get: never, batch: never });
}

/**
 * The steps of a run of `train`, one at a time: its source holds each batch back until a step is requested. A step is timed
 * from there to `onStep`: conversion of bytes, forward and backward pass, update, loss and error.
 */
export function trainSteps(model: tfl.LayersModel, batch: Batch, classes: number): () => Promise<Timed> {
  const events = new EventEmitter();
  const wanted = on(events, 'wanted');
  let start = 0;
  let used = process.cpuUsage();

  async function* source() {
    for await (const _ of wanted) {
      used = process.cpuUsage();
      start = performance.now();
      yield batch;
    }
  }

  const run = train(model, {
    data: { train: unread(batch, classes) },
    optimizer: { rate: 1e-3, momentum: 0.9, decay: 1e-4 },
    epochs: 1,
    batch: batch.shape[0],
    seed: 1,
    source,
    testSource: () => [batch], // looked at before the first step
    checkpointEvery: { seconds: 1e9 },
    onStep({ loss }) {
      const wall = performance.now() - start;
      const { user, system } = process.cpuUsage(used);
      events.emit('done', { wall, processor: (user + system) / 1000, loss });
    },
  });
  // The epoch never ends, so the promise is only settled by an error.
  const failed = run.next().then(() => {
    throw new Error('the epoch has ended');
  });
  failed.catch(() => {}); // Until a step is requested, nobody waits for it.

  return async () => {
    const done = once(events, 'done');
    events.emit('wanted');
    const [timed] = await Promise.race([done, failed]);
    return timed as Timed;
  };
}
