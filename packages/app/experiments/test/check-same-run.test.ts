import { describe, expect, it } from 'vitest';
import { checkSameSoftware, decisiveThreads, softwareDifferences } from '../src/check-same-run.js';

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
