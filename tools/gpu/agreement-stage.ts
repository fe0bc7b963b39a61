import { difference, finalWeights } from '../engines/final-weights.ts';
import { sizes } from './settings.ts';
import { backendOn, say, stage } from './stage.ts';

/** The activation and its options in NIN, from the name of an arm. */
function rectifierOf(arm: string) {
  const [rectifier, divisor] = arm.split(':') as [string, string?];
  return { rectifier, ...(divisor !== undefined && { options: { divisor: Number(divisor) } }) };
}

// Trains for some steps with every engine on the device, and compares the weights with those of the eager one. The eager engine on
// the processor shows how much two float32 implementations differ.
await stage(async ({ device, size }) => {
  const { width, batch, engines, agreement } = sizes[size];
  const backend = backendOn(device);
  for (const arm of agreement.arms) {
    const what = { network: 'nin', ...rectifierOf(arm), width, batch, steps: agreement.steps, backend };
    const onDevice = (engine: 'eager' | (typeof engines)[number]) =>
      finalWeights({ ...what, engine, kernels: 'plain' });
    const expected = await onDevice('eager');
    const compare = (way: string, weights: Float32Array) => {
      const { median, worst } = difference(weights, expected);
      const row = { arm, steps: agreement.steps, against: way, median, worst };
      say({ table: 'Differences from the eager engine on the device', row });
      if (!Number.isFinite(worst)) say({ fault: `${arm}, ${way}: weights that are not finite` });
    };
    for (const engine of engines) compare(engine, await onDevice(engine));
    const rounded = { engine: engines.at(-1)!, kernels: 'plain', products: 'bfloat16' } as const;
    compare(`${rounded.engine} in bf16`, await finalWeights({ ...what, ...rounded }));
    if (device === 'gpu') {
      compare('eager, a second time', await onDevice('eager'));
      const hidden = { CUDA_VISIBLE_DEVICES: '' };
      compare('the processor', await finalWeights({ ...what, engine: 'eager', kernels: 'plain' }, hidden));
    }
  }
});
