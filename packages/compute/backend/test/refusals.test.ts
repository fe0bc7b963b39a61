import { unrefusedCalls } from '@rectified/testing';
import { expect, it } from 'vitest';
import * as api from '../src/index.js';

it('refuses meaningless arguments with a clear error', async () => {
  // The others would work, and take their time or everything that is installed.
  const others = ['', '{}'].flatMap((given) =>
    ['installTensorFlow', 'removeTensorFlow', 'inspectBackends', 'verifyInstallation'].map(
      (name) => `${name}(${given})`,
    ),
  );
  expect(await unrefusedCalls(api, others)).toEqual([]);
});

it.each([
  ['cpu', /options of chooseBackend: .*cpu is backend: cpu$/],
  [{ bakend: 'cpu' }, /unknown option "bakend" of chooseBackend: .*Did you mean "backend"\?$/],
  [{ backend: 42 }, /unknown backend 42: expected auto, /],
  [null, /options of chooseBackend: expected an object of backend, kernels, precision, got null$/],
])('takes no other backend than the one that was meant: %j', async (options, message) => {
  await expect(api.chooseBackend(options as never)).rejects.toThrow(message);
});
