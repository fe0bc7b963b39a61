import { chooseBackend } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { expect, it, vi } from 'vitest';
import {
  type AskedBackend,
  backendOfRun,
  backendToContinue,
  checkLikeFirst,
  type FirstBackend,
} from '../src/backend-of-run.js';

vi.mock(import('@rectified/backend'), async (original) => ({
  ...(await original()),
  chooseBackend: vi.fn<typeof chooseBackend>(),
}));

/** A machine with these backends, the best first. */
function machine(...there: readonly ['tfjs-node-gpu' | 'tfjs-node' | 'wasm', 'native' | 'plain'][]) {
  vi.mocked(chooseBackend).mockImplementation(async ({ backend = 'auto', kernels = 'auto' } = {}) => {
    const fits = there.find(
      ([name, has]) =>
        [name, 'auto'].includes(backend) && (['auto', 'plain'].includes(kernels) || kernels === has),
    );
    if (fits === undefined)
      throw new InputError({ what: `the backend ${backend} cannot be used: it is gone` });
    const [name, has] = fits;
    return {
      ...{ name, kernels: kernels === 'plain' ? kernels : has, detail: '' },
      rejected: name === 'tfjs-node-gpu' ? [] : [{ name: 'tfjs-node-gpu', reason: 'no GPU' }],
    };
  });
}

const auto: AskedBackend = { backend: 'auto', kernels: 'auto', precision: 'float32' };
const first = (name: string, kernels?: string): FirstBackend => ({ comparison: 'runs/a', name, kernels });

it('is what is asked for, or the best, in a run by itself or the first of a comparison', async () => {
  machine(['tfjs-node', 'native'], ['wasm', 'plain']);
  expect(await backendOfRun(auto)).toMatchObject({ name: 'tfjs-node', kernels: 'native' });
  expect(await backendOfRun({ ...auto, backend: 'wasm' })).toMatchObject({ name: 'wasm' });
});

it('is that of the first run where nothing else is asked for by name', async () => {
  machine(['tfjs-node', 'native'], ['wasm', 'plain']);
  expect(await backendOfRun(auto, first('wasm', 'plain'))).toMatchObject({ name: 'wasm' });
  // Runs from before there were others have not recorded theirs.
  expect(await backendOfRun(auto, first('tfjs-node'))).toMatchObject({ name: 'tfjs-node', kernels: 'plain' });
  expect(await backendOfRun({ ...auto, kernels: 'plain' }, first('tfjs-node', 'native'))).toMatchObject({
    kernels: 'plain',
  });
  expect(await backendOfRun({ ...auto, backend: 'wasm' }, first('tfjs-node', 'native'))).toMatchObject({
    name: 'wasm',
  });
});

it('is an error where that of the first run is gone', async () => {
  machine(['tfjs-node', 'plain'], ['wasm', 'plain']);
  await expect(backendOfRun(auto, first('tfjs-node', 'native'))).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(
      /^runs\/a: the comparison's first run computed on tfjs-node with native kernels, but the backend tfjs-node cannot be used: it is gone\. Nothing of this run has begun: .*/,
    ),
  });
  // By its name, tfjs-node-gpu would also compute on a processor.
  await expect(backendOfRun(auto, first('tfjs-node-gpu', 'plain'))).rejects.toThrow(
    'but this one would compute on tfjs-node with plain kernels: no GPU. Nothing',
  );
});

it('is checked once more against a run that has begun in the meantime', () => {
  const choice = { name: 'wasm' as const, kernels: 'plain' as const, rejected: [] };
  expect(() => checkLikeFirst(choice, auto, first('tfjs-node', 'native'))).toThrow(
    'but this one would compute on wasm with plain kernels. Nothing',
  );
  for (const fine of [first('wasm', 'plain'), undefined])
    expect(() => checkLikeFirst(choice, auto, fine)).not.toThrow();
  expect(() => checkLikeFirst(choice, { ...auto, backend: 'wasm' }, first('cpu'))).not.toThrow();
});

it('of a run that has begun is its own, though there is a better one by now, and the best if its own is gone', async () => {
  machine(['tfjs-node', 'native'], ['wasm', 'plain']);
  expect(await backendToContinue(auto, { name: 'wasm', kernels: 'plain' })).toMatchObject({ name: 'wasm' });
  expect(await backendToContinue(auto, { name: 'tfjs-node', kernels: 'plain' })).toMatchObject({
    kernels: 'plain',
  });
  machine(['wasm', 'plain']);
  expect(await backendToContinue(auto, { name: 'tfjs-node', kernels: 'native' })).toMatchObject({
    name: 'wasm',
  });
  expect(
    await backendToContinue({ ...auto, backend: 'wasm' }, { name: 'tfjs-node', kernels: 'native' }),
  ).toMatchObject({ name: 'wasm' });
});
