import { describe, expect, it } from 'vitest';
import { checkSameSoftware, decisiveThreads, softwareDifferences } from '../src/check-same-run.js';

type Made = Parameters<typeof softwareDifferences>[0];
const made = (backend: { name: string; kernels?: string; kernelsHash?: string; threads?: number }) => ({
  versions: { node: '20.20.0', system: 'linux' },
  backend,
});

describe('the number of threads', () => {
  it('decides with kernels of TensorFlow, which add in another order', () => {
    const [two, one] = [2, 1].map((threads) => made({ name: 'tfjs-node', kernels: 'plain', threads }));
    expect(softwareDifferences(two!, one!)).toEqual([{ what: 'threads', recorded: '2', now: '1' }]);
    expect(() => checkSameSoftware('runs/a', two!, one!)).toThrow('expected threads 2, got threads 1');
  });

  it.each([
    ['tfjs-node', 'native'],
    ['wasm', 'plain'],
  ])('does not decide on %s with %s kernels', (name, kernels) => {
    const [two, one] = [2, 1].map((threads) => made({ name, kernels, threads }));
    expect(softwareDifferences(two!, one!)).toEqual([]);
    expect(decisiveThreads(two!.backend)).toBeUndefined();
  });
});

it('kernels compiled from other sources are other software, another system is not', () => {
  const before = made({ name: 'tfjs-node', kernels: 'native', kernelsHash: 'a' });
  const now = made({ name: 'tfjs-node', kernels: 'native', kernelsHash: 'b' });
  expect(softwareDifferences(before, now)).toEqual([{ what: 'kernels hash', recorded: 'a', now: 'b' }]);
  expect(softwareDifferences(before, { ...before, versions: { node: '20.20.0', system: 'darwin' } })).toEqual(
    [],
  );
});

it('tells another backend or other kernels in one line, without what follows from it', () => {
  const native = made({ name: 'tfjs-node', kernels: 'native', kernelsHash: 'a', threads: 2 });
  const plain = made({ name: 'tfjs-node', kernels: 'plain', threads: 2 });
  expect(softwareDifferences(native, plain)).toEqual([{ what: 'kernels', recorded: 'native', now: 'plain' }]);
  const wasm = made({ name: 'wasm', kernels: 'plain', threads: 2 });
  const withTensorFlow = { ...native, versions: { ...native.versions, tensorflow: '2.21.0' } };
  expect(softwareDifferences(withTensorFlow, wasm)).toEqual([
    { what: 'backend', recorded: 'tfjs-node', now: 'wasm' },
  ]);
  expect(() => checkSameSoftware('runs/a', native, wasm, 'tfjs-node cannot be used: it is missing')).toThrow(
    'got backend wasm. tfjs-node cannot be used: it is missing. Or start a new run',
  );
});

it('a package of the same version with other code is other software, where both are known', () => {
  const relu = (version: string, hash?: string): Made => ({
    ...made({ name: 'wasm' }),
    versions: { '@rectified/relu': version },
    ...(hash && { hashes: { '@rectified/relu': hash } }),
  });
  expect(softwareDifferences(relu('1.0.0', 'a'.repeat(64)), relu('1.0.0', 'b'.repeat(64)))).toEqual([
    { what: '@rectified/relu', recorded: '1.0.0 (aaaaaaaa)', now: '1.0.0 (bbbbbbbb)' },
  ]);
  expect(softwareDifferences(relu('1.0.0'), relu('1.0.0', 'b'))).toEqual([]);
  expect(softwareDifferences(relu('1.0.0', 'a'), relu('1.1.0', 'b'))).toEqual([
    { what: '@rectified/relu', recorded: '1.0.0', now: '1.1.0' },
  ]);
});
