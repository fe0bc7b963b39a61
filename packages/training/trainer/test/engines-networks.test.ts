import { chooseBackend } from '@rectified/backend';
import { ndsbNet } from '@rectified/ndsb-net';
import { RReLU } from '@rectified/rrelu';
import { beforeAll, expect, it } from 'vitest';
import { train } from '../src/index.js';
import { finish, patches, weightsOf } from './small.js';

// By native kernels: engines-native.test.ts. `npm run engines:agree` takes 50 steps of all networks, by XLA, too.
beforeAll(() => chooseBackend({ backend: 'tfjs-node', kernels: 'plain' }));

it('the plankton network, with its pyramid of poolings, takes the same steps compiled', async () => {
  const run = async (engine: 'eager' | 'compiled') => {
    const model = ndsbNet({ classes: 4, activation: () => new RReLU(), seed: 2, width: 0.05 });
    const data = { train: patches(8, { side: 70 }) };
    await finish(train(model, { data, optimizer: { rate: 0.01 }, epochs: 1, batch: 4, seed: 1, engine }));
    const weights = weightsOf(model);
    model.dispose();
    return Object.values(weights).flat();
  };
  const [eager, compiled] = [await run('eager'), await run('compiled')];
  const differences = eager.map((weight, at) => Math.abs(weight - compiled[at]!)).sort((a, b) => a - b);
  expect(differences[differences.length >> 1]).toBeLessThan(1e-7);
  expect(differences.at(-1)).toBeLessThan(1e-5);
});
