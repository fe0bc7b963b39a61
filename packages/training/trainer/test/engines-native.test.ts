import { chooseBackend } from '@rectified/backend';
import { nin } from '@rectified/nin';
import { PReLU } from '@rectified/prelu';
import { RReLU } from '@rectified/rrelu';
import { expect, it } from 'vitest';
import { train } from '../src/index.js';
import { finish, patches, tf, tfl, weightsOf } from './small.js';

const { kernels } = await chooseBackend({ backend: 'tfjs-node' });

const networks: Record<string, () => tfl.LayersModel> = {
  'NIN with RReLU': () =>
    nin({ classes: 4, activation: () => new RReLU(), seed: 2, width: 0.05, shape: [16, 16, 3] }),
  'NIN with PReLU': () =>
    nin({ classes: 4, activation: () => new PReLU(), seed: 2, width: 0.05, shape: [16, 16, 3] }),
  'batch normalizations': () => {
    const kernel = (seed: number) => tfl.initializers.heNormal({ seed });
    return tfl.sequential({
      layers: [
        tfl.layers.conv2d({
          ...{ name: 'conv', filters: 6, kernelSize: 3, inputShape: [16, 16, 3] },
          kernelInitializer: kernel(1),
        }),
        tfl.layers.batchNormalization({ name: 'norm' }),
        new RReLU({ name: 'act' }),
        tfl.layers.maxPooling2d({ name: 'pool', poolSize: 2 }),
        tfl.layers.batchNormalization({ name: 'norm2' }),
        tfl.layers.flatten({ name: 'flat' }),
        tfl.layers.dense({ name: 'logits', units: 4, kernelInitializer: kernel(2) }),
      ],
    });
  },
};

it.skipIf(kernels !== 'native').each(Object.keys(networks))(
  'native kernels are operations of the compiled function: %s',
  async (name) => {
    const run = async (engine: 'eager' | 'compiled' | 'xla') => {
      const model = networks[name]!();
      const data = { train: patches(44, { side: 16 }) };
      await finish(
        train(model, { data, optimizer: { rate: 0.02, decay: 1e-3 }, epochs: 2, batch: 8, seed: 1, engine }),
      );
      return weightsOf(model);
    };
    const [eager, compiled] = [await run('eager'), await run('compiled')];
    const worst = Object.entries(eager).map(([weight, values]) =>
      Math.max(...values.map((value, index) => Math.abs(value - compiled[weight]![index]!))),
    );
    expect(Math.max(...worst)).toBeLessThan(1e-6);
    await expect(run('xla')).rejects.toThrow(/XLA has no operation \w+.*plain/s);
    tf.disposeVariables();
  },
);
