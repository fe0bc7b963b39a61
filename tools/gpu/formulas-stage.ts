import { conformanceChecks } from '@rectified/activation/testing';
import { activations } from '@rectified/activations';
import { closeTo } from '@rectified/testing';
import * as tf from '@tensorflow/tfjs-core';
import { activationsBothWays } from '../../packages/compute/compiled/test/both-ways.ts';
import { sizes } from './settings.ts';
import { say, stage, takeDevice } from './stage.ts';

const numbers = [-20, -3, -1.5, -1, -0.5, -1e-3, 0, 1e-3, 0.3, 0.5, 1, 1.5, 3, 6, 20, Number.NaN];
/** The tolerance of the tests of `@rectified/compiled` for XLA, which has its own approximations. */
const tolerance = { absolute: 1e-5, relative: 1e-5 };

// Tests every activation on the device: compares compiled values and gradients with eager ones, and runs the conformance suite eagerly,
// which compares with the formula in float64.
await stage(async ({ device, size }) => {
  await takeDevice(device);
  for (const engine of sizes[size].engines) {
    const { layers, run, compiled } = activationsBothWays(numbers, { xla: engine === 'xla' });
    let wrong = 0;
    for (const [name, expected] of Object.entries(run)) {
      const [, index, ...part] = name.split('_');
      try {
        closeTo(compiled[name]!, expected, tolerance);
      } catch (error) {
        wrong++;
        say({ fault: `${layers[Number(index)]} ${part.join(' ')}, ${engine}: ${(error as Error).message}` });
      }
    }
    const row = {
      engine,
      activations: layers.length,
      'values and gradients': Object.keys(run).length,
      wrong,
    };
    say({ table: 'Compiled against uncompiled', row });
  }
  let passed = 0;
  for (const activation of Object.values(activations))
    for (const check of conformanceChecks(activation, { backends: [tf.getBackend()] }))
      try {
        await check.run();
        passed++;
      } catch (error) {
        const what = [activation.name, check.variant, check.name].filter(Boolean).join(' ');
        say({ fault: `${what}: ${(error as Error).message}` });
      }
  say({ fact: ['checks of conformance passed', passed] });
});
