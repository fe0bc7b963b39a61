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
  'sums and depthwise convolutions': () => {
    const seeded = (seed: number) => tfl.initializers.heNormal({ seed });
    const inputs = tfl.input({ shape: [16, 16, 3] });
    const through = (x: tfl.SymbolicTensor | tfl.SymbolicTensor[], ...layers: tfl.layers.Layer[]) =>
      layers.reduce((value, layer) => layer.apply(value) as tfl.SymbolicTensor, x) as tfl.SymbolicTensor;
    const stem = through(
      inputs,
      tfl.layers.conv2d({ name: 'conv', filters: 8, kernelSize: 3, kernelInitializer: seeded(1) }),
      tfl.layers.depthwiseConv2d({ name: 'each', kernelSize: 3, depthwiseInitializer: seeded(2) }),
      tfl.layers.batchNormalization({ name: 'norm' }),
      new RReLU({ name: 'act' }),
    );
    const residual = through(
      stem,
      tfl.layers.conv2d({ name: 'conv2', filters: 8, kernelSize: 1, kernelInitializer: seeded(3) }),
      tfl.layers.batchNormalization({ name: 'norm2' }),
    );
    const outputs = through(
      [residual, stem],
      tfl.layers.add({ name: 'sum' }),
      new PReLU({ name: 'act2' }),
      tfl.layers.flatten({ name: 'flat' }),
      tfl.layers.dense({ name: 'logits', units: 4, kernelInitializer: seeded(4) }),
    );
    return tfl.model({ inputs, outputs });
  },
};

type Weights = ReturnType<typeof weightsOf>;

/** The largest difference between weights. */
function furthest(some: Weights, others: Weights): number {
  const differences = Object.entries(some).flatMap(([name, values]) =>
    [...values].map((value, index) => Math.abs(value - others[name]![index]!)),
  );
  return Math.max(...differences);
}

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
    expect(furthest(eager, compiled)).toBeLessThan(1e-6);
    await expect(run('xla')).rejects.toThrow(/XLA has no operation \w+.*plain/s);
    tf.disposeVariables();
  },
);
