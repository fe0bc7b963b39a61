import { createInterface } from 'node:readline';
import { chooseBackend } from '@rectified/backend';
import { describeModel } from '@rectified/layers';
import { scratchBytes } from '@rectified/native';
import type { Command, Failure, Finished, LayerTime, Order, Ready, Timed } from '../protocol.ts';
import { inferSteps } from './infer-steps.ts';
import { layerTimes } from './layer-times.ts';
import { buildNetwork } from './networks.ts';
import { forgetPeak, peakBytes } from './peak-memory.ts';
import { productSteps } from './product-steps.ts';
import { randomBatch } from './random-batch.ts';
import { savedBytes } from './saved-bytes.ts';
import { trainSteps } from './train-steps.ts';

// Our contestants: answer lines on stdin according to protocol.ts.
const order = JSON.parse(process.argv[2]!) as Order;
type Answer = Ready | Timed | Finished | Failure | { layers: LayerTime[] } | Record<string, never>;
const say = (answer: Answer) => process.stdout.write(`${JSON.stringify(answer)}\n`);

async function main(): Promise<void> {
  const { backend, kernels, mode, batch: size } = order;
  const { detail, version } = await chooseBackend({ backend, kernels });
  const ready = ({ parameters, macs }: { parameters: number; macs: number }) =>
    say({
      ready: {
        parameters,
        macs,
        detail: `${backend} ${version}, ${detail}`,
        idleBytes: process.memoryUsage.rss(),
      },
    });
  if (mode === 'product') {
    ready({ parameters: 0, macs: size ** 3 });
    return answer({ step: productSteps(size), finish: () => ({ peakBytes: peakBytes() }) });
  }
  const { model, shape, classes } = await buildNetwork(order);
  const batch = randomBatch(size, shape, classes);
  ready(describeModel(model));
  if (mode === 'infer')
    return answer({ step: inferSteps(model, batch), finish: () => ({ peakBytes: peakBytes() }) });
  return answer({
    step: trainSteps(model, batch, classes),
    // Peak memory first, before anything that is not a step.
    finish: () => ({
      peakBytes: peakBytes(),
      ...(backend !== 'wasm' && { scratchBytes: scratchBytes(), savedBytes: savedBytes(model, batch) }),
    }),
    layers: () => ({ layers: layerTimes(model, batch) }),
  });
}

async function answer({
  step,
  finish,
  layers,
}: {
  step: () => Promise<Timed>;
  finish: () => Finished;
  layers?: () => { layers: LayerTime[] };
}): Promise<void> {
  const answers: Record<Command, () => Promise<Answer> | Answer> = {
    step,
    finish,
    settle: () => {
      forgetPeak();
      return {};
    },
    layers: layers ?? (() => ({ error: 'layers are timed in training' })),
  };
  for await (const line of createInterface({ input: process.stdin })) say(await answers[line as Command]());
  process.exit(); // The run of `train` still waits for its next batch.
}

main().catch(({ message }: Error) => {
  say({ error: message.split('\n')[0]! });
  process.exit(1);
});
