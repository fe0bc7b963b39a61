import { faultsOf } from '@rectified/testing';
import { describe, expect, it } from 'vitest';
import { type Dataset, split, subset, take } from '../src/index.js';
import { testDataset } from '../src/testing/index.js';
import { numbered } from './numbered.js';

testDataset(
  'a dataset',
  () => numbered(30),
  { describe, it },
  { changed: [() => numbered(31), () => numbered(30, (index) => (index + 1) % 3)] },
);
testDataset('a dataset without a fingerprint', () => ({ ...numbered(30), fingerprint: undefined }), {
  describe,
  it,
});
testDataset('a subset', () => subset(numbered(30), [4, 4, 29, 0]), { describe, it });
testDataset('the first images', () => take(numbered(30), 7), { describe, it });
testDataset('a part', () => split(numbered(30), { sizes: [20, 10], seed: 1 })[1]!, { describe, it });
testDataset(
  'a stratified part',
  async () => split(numbered(30), { sizes: [20], seed: 1, stratified: true })[0]!,
  {
    describe,
    it,
  },
);

/** The names of the tests that `open` fails. */
async function failures(open: () => Dataset, changed?: () => Dataset): Promise<string[]> {
  const options = { changed: changed && [changed] };
  return Object.keys(await faultsOf((runner) => testDataset('faulty', open, runner, options)));
}

const good = numbered(30);
const withImage = (change: (example: ReturnType<Dataset['get']>) => object): Dataset => ({
  ...good,
  get: (index) => ({ ...good.get(index), ...change(good.get(index)) }),
});
const shared = good.get(0).pixels;
const sharedBatch = good.batch([0, 29, 0, 29]);
let opened = 0;
let asked = 0;

const everyImage = 'gives every image with its shape, a label in range and the class of that label';
const sameInBatch = 'gives the same images alone and in a batch';
const order = 'gives a batch in the order asked for, the same image as often as asked';
const range = 'throws RangeError for an index outside';
const own = 'gives arrays of its own: writing into them changes nothing';
const again = 'gives the same when opened again and when asked in another order';

const fingerprints = 'has the same fingerprint when opened again, and another one for other data';

describe('the suite fails a dataset', () => {
  it.each<[string, () => Dataset, string]>([
    ['without a name', () => ({ ...good, name: ' ' }), 'has a name, at least one image, a shape'],
    ['of a fractional size', () => ({ ...good, size: 1.5 }), 'has a name, at least one image, a shape'],
    [
      'with a shape of zero',
      () => ({ ...good, shape: [0, 1, 3] }),
      'has a name, at least one image, a shape',
    ],
    ['with a class twice', () => ({ ...good, classes: ['a', 'b', 'b'] }), 'has classes with unique names'],
    ['with an unnamed class', () => ({ ...good, classes: ['a', 'b', ''] }), 'has classes with unique names'],
    ['without classes', () => ({ ...good, classes: [] }), 'has classes with unique names'],
    ['with a label out of range', () => withImage(() => ({ label: 3, name: undefined })), everyImage],
    ['with a negative label', () => withImage(() => ({ label: -1, name: undefined })), everyImage],
    ['with a wrong class name', () => withImage(() => ({ name: 'z' })), everyImage],
    ['with a short image', () => withImage(() => ({ pixels: new Uint8Array(5) })), everyImage],
    ['with float pixels', () => withImage(() => ({ pixels: new Float32Array(6) })), everyImage],
    ['with an image of another shape', () => withImage(() => ({ shape: [1, 2, 3] })), everyImage],
    ['with other pixels in a batch', () => withImage(() => ({ pixels: new Uint8Array(6) })), sameInBatch],
    [
      'with other labels in a batch',
      () => ({ ...good, batch: (of) => ({ ...good.batch(of), labels: new Int32Array(of.length) }) }),
      sameInBatch,
    ],
    [
      'with a batch of another shape',
      () => ({ ...good, batch: (of) => ({ ...good.batch(of), shape: [of.length, 1, 2, 3] }) }),
      sameInBatch,
    ],
    [
      'that sorts the indices of a batch',
      () => ({ ...good, batch: (of) => good.batch(Array.from(of).sort((a, b) => a - b)) }),
      order,
    ],
    [
      'that gives every image of a batch once',
      () => ({ ...good, batch: (of) => good.batch([...new Set(Array.from(of))]) }),
      order,
    ],
    [
      'that cannot give an empty batch',
      () => ({ ...good, batch: (of) => good.batch(of.length === 0 ? [0] : of) }),
      'gives an empty batch',
    ],
    ['that wraps indices around', () => ({ ...good, get: (i) => good.get((i + 30) % 30) }), range],
    ['that truncates indices', () => ({ ...good, get: (i) => good.get(i === 1.5 ? 1 : i) }), range],
    [
      'that takes NaN for 0',
      () => ({ ...good, batch: (of) => good.batch(Array.from(of, (i) => i || 0)) }),
      range,
    ],
    [
      'that throws another error',
      () => ({
        ...good,
        get(index) {
          if (index === -1) throw new TypeError('no');
          return good.get(index);
        },
      }),
      range,
    ],
    [
      'that gives its own memory',
      () => ({ ...good, get: (i) => (i === 0 ? { ...good.get(0), pixels: shared } : good.get(i)) }),
      own,
    ],
    [
      'whose batch is its own memory',
      () => ({
        ...good,
        get: (i) => (i === 0 ? { ...good.get(0), pixels: sharedBatch.pixels.slice(0, 6) } : good.get(i)),
        batch: (of) => (of.length === 4 ? sharedBatch : good.batch(of)),
      }),
      own,
    ],
    ['that grows when opened again', () => numbered(30 + opened++), again],
    [
      'that differs when asked again',
      () => withImage(() => ({ pixels: Uint8Array.of(asked++, 0, 0, 0, 0, 0) })),
      again,
    ],
    ['whose fingerprint is none', () => ({ ...good, fingerprint: 'f00' }), fingerprints],
    ['with another fingerprint each time', () => numbered(30 + opened++), fingerprints],
  ])('%s', async (_, open, expected) => expect(await failures(open)).toContain(expected));

  it('whose fingerprint does not tell what changed', async () => {
    const changed = withImage(() => ({ pixels: new Uint8Array(6) }));
    expect(
      await failures(
        () => good,
        () => changed,
      ),
    ).toEqual([fingerprints]);
    expect(
      await failures(
        () => ({ ...good, fingerprint: undefined }),
        () => changed,
      ),
    ).toEqual([fingerprints]);
  });

  it('and only a faulty one', async () => expect(await failures(() => good)).toEqual([]));
});
