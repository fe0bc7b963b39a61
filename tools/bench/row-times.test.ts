import '@tensorflow/tfjs-backend-cpu';
import { expect, it } from 'vitest';
import { findCompiler } from '../../packages/compute/native/src/build/compilers.ts';
import { arms } from './activations/arms.ts';
import { rowTimes } from './activations/row-times.ts';

it.skipIf((await findCompiler()) === undefined)(
  'measures the row function of every elementwise activation, and of a copy',
  async () => {
    const times = await rowTimes(2);
    const wide = ['crelu', 'maxout'];
    const elementwise = arms.map(({ name }) => name).filter((name) => !wide.includes(name));
    expect(Object.keys(times)).toEqual(['copy', ...elementwise]);
    for (const { forward, backward } of Object.values(times)) {
      expect(forward).toHaveLength(2);
      for (const nanoseconds of [...forward, ...backward]) expect(nanoseconds).toBeGreaterThan(0);
    }
  },
  120_000,
);
