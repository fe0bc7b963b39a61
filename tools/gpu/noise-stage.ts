import { compileSteps } from '@rectified/compiled';
import { type NoiseKey, uniform } from '@rectified/random';
import { randomUniform } from '@rectified/random/tensors';
import { sizes } from './settings.ts';
import { say, stage, takeDevice } from './stage.ts';

const [seed, stream, count, steps] = [5, 7, 100_003, 3];

// Tests that the device draws the same random numbers as plain TypeScript, bit for bit, eagerly and compiled.
await stage(async ({ device, size }) => {
  await takeDevice(device);
  const keyAt = (step: number): NoiseKey => ({ seed, stream, step });
  compare('eager', (step) => {
    const drawn = randomUniform([count], keyAt(step));
    const values = drawn.dataSync().slice();
    drawn.dispose();
    return values;
  });
  for (const engine of sizes[size].engines) {
    const compiled = compileSteps({
      variables: {},
      noise: { seed, streams: [stream] },
      xla: engine === 'xla',
      functions: {
        draw: {
          inputs: {},
          most: steps,
          compute: (_, step) => ({ drawn: randomUniform([count], keyAt(step)) }),
        },
      },
    });
    const { drawn } = compiled.call('draw', { count: steps, step: 0, inputs: {} });
    compare(engine, (step) => drawn!.subarray(step * count, (step + 1) * count));
    compiled.dispose();
  }

  function compare(engine: string, drawnAt: (step: number) => ArrayLike<number>): void {
    let different = 0;
    for (let step = 0; step < steps; step++) {
      const drawn = drawnAt(step);
      const expected = uniform(count, keyAt(step));
      different += expected.filter((value, at) => value !== drawn[at]).length;
    }
    say({ table: 'Uniform numbers', row: { engine, numbers: steps * count, different } });
    if (different > 0)
      say({ fault: `${engine}: ${different} of ${steps * count} random numbers are others` });
  }
});
