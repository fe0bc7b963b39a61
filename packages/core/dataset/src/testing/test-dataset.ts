import assert from 'node:assert/strict';
import type { Dataset } from '../dataset.js';
import { subset } from '../subset.js';

/** `describe` and `it` of any test framework: vitest, node:test, jest, mocha. */
export interface TestFramework {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
}

/** What the suite cannot create by itself. */
export interface TestDatasetOptions {
  /** Open the same dataset with a changed label, pixel or class name: their fingerprints must differ from its own. */
  readonly changed?: readonly (() => Dataset | Promise<Dataset>)[];
}

/**
 * The tests that every dataset must pass. `open` is called for each test and must return the same dataset every
 * time. Use a small one (some hundred images), because every image is read.
 *
 * @example
 * testDataset('CIFAR-10', async () => (await openCifar10(folder)).train, { describe, it });
 */
export function testDataset(
  name: string,
  open: () => Dataset | Promise<Dataset>,
  { describe, it }: TestFramework,
  { changed = [] }: TestDatasetOptions = {},
): void {
  describe(`${name} keeps the contract of a dataset`, () => {
    const check = (what: string, body: (dataset: Dataset) => void | Promise<void>) =>
      it(what, async () => body(await open()));

    check('has a name, at least one image, a shape', ({ name, size, shape }) => {
      assert.ok(typeof name === 'string' && name.trim() !== '', 'no name');
      assert.ok(Number.isSafeInteger(size) && size > 0, `size is ${size}`);
      assert.equal(shape.length, 3, 'shape is height, width, channels');
      for (const side of shape) assert.ok(Number.isSafeInteger(side) && side > 0, `shape is ${shape}`);
    });

    check('has classes with unique names', ({ classes }) => {
      assert.ok(classes.length > 0, 'no classes');
      for (const name of classes)
        assert.ok(typeof name === 'string' && name.trim() !== '', 'a class has no name');
      assert.equal(new Set(classes).size, classes.length, 'a class name comes twice');
    });

    check('gives every image with its shape, a label in range and the class of that label', (dataset) => {
      for (let index = 0; index < dataset.size; index++) {
        const { pixels, shape, label, name } = dataset.get(index);
        assert.ok(pixels instanceof Uint8Array, `image ${index} is not a Uint8Array`);
        assert.deepEqual([...shape], [...dataset.shape], `shape of image ${index}`);
        assert.equal(pixels.length, bytesOf(dataset), `bytes of image ${index}`);
        assert.ok(
          Number.isInteger(label) && label >= 0 && label < dataset.classes.length,
          `image ${index} has label ${label} of ${dataset.classes.length}`,
        );
        assert.equal(name, dataset.classes[label], `class of image ${index}`);
      }
    });

    check('gives the same images alone and in a batch', (dataset) => {
      const indices = indicesOf(dataset);
      assertBatch(dataset, dataset.batch(indices), indices);
    });

    check('gives a batch in the order asked for, the same image as often as asked', (dataset) => {
      const last = dataset.size - 1;
      const indices = [last, 0, last, Math.floor(last / 2), 0, 0];
      assertBatch(dataset, dataset.batch(indices), indices);
      assertBatch(dataset, dataset.batch(Uint32Array.from(indices)), indices);
    });

    check('gives an empty batch', (dataset) => assertBatch(dataset, dataset.batch([]), []));

    check('throws RangeError for an index outside', (dataset) => {
      for (const index of [-1, dataset.size, Number.NaN, 1.5, Number.POSITIVE_INFINITY]) {
        assert.throws(() => dataset.get(index), isRangeError, `get(${index})`);
        assert.throws(() => dataset.batch([0, index]), isRangeError, `batch([0, ${index}])`);
      }
    });

    check('can be iterated and mapped', (dataset) => {
      assert.deepEqual(
        [...dataset].map(({ label }) => label),
        indicesOf(dataset).map((index) => dataset.get(index).label),
      );
      const doubled = dataset.map(({ label }, index) => 2 * label + index);
      assert.equal(doubled.size, dataset.size);
      const last = dataset.size - 1;
      assert.equal(doubled.get(last), 2 * dataset.get(last).label + last);
    });

    check('gives arrays of its own: writing into them changes nothing', (dataset) => {
      const indices = [0, dataset.size - 1];
      const before = copy(dataset, indices);
      for (const index of indices) dataset.get(index).pixels.forEach(invert);
      const batch = dataset.batch([...indices, ...indices]);
      batch.pixels.forEach(invert);
      batch.labels.fill(-1);
      assert.deepEqual(copy(dataset, indices), before);
    });

    it('gives the same when opened again and when asked in another order', async () => {
      const [first, second] = [await open(), await open()];
      assert.equal(second.size, first.size);
      assert.deepEqual([...second.classes], [...first.classes]);
      const indices = indicesOf(first);
      const forward = copy(first, indices);
      assert.deepEqual(copy(second, indices.toReversed()).toReversed(), forward, 'opened again');
      assert.deepEqual(copy(first, indices), forward, 'asked again');
    });

    it('has the same fingerprint when opened again, and another one for other data', async () => {
      const dataset = await open();
      const { fingerprint } = dataset;
      assert.equal((await open()).fingerprint, fingerprint, 'opened again');
      if (fingerprint === undefined) return assert.equal(changed.length, 0, 'no fingerprint');
      assert.match(fingerprint, /^[0-9a-f]{64}$/);
      const views = [[0], [0, 0], [dataset.size - 1, 0]].map((indices) => subset(dataset, indices));
      const all = [dataset, ...views, ...(await Promise.all(changed.map((openIt) => openIt())))];
      assert.equal(new Set(all.map((each) => each.fingerprint)).size, all.length, 'two have the same');
      assert.equal(subset(await open(), [0]).fingerprint, views[0]!.fingerprint, 'a view opened again');
    });
  });
}

const indicesOf = ({ size }: Dataset) => Array.from({ length: size }, (_, index) => index);

const bytesOf = ({ shape: [height, width, channels] }: Dataset) => height * width * channels;

// By name: the error may come from another realm (jest runs tests in a vm context).
const isRangeError = (error: unknown) => error instanceof Error && error.name === 'RangeError';

function invert(byte: number, at: number, pixels: Uint8Array): void {
  pixels[at] = 255 - byte;
}

function copy(dataset: Dataset, indices: readonly number[]) {
  return indices.map((index) => {
    const { pixels, label } = dataset.get(index);
    return { label, pixels: Buffer.from(pixels).toString('latin1') };
  });
}

function assertBatch(
  dataset: Dataset,
  { pixels, labels, shape }: ReturnType<Dataset['batch']>,
  indices: number[],
) {
  const bytes = bytesOf(dataset);
  assert.deepEqual([...shape], [indices.length, ...dataset.shape], 'shape of the batch');
  assert.ok(pixels instanceof Uint8Array, 'pixels are not a Uint8Array');
  assert.ok(labels instanceof Int32Array, 'labels are not an Int32Array');
  assert.equal(pixels.length, indices.length * bytes, 'bytes of the batch');
  assert.equal(labels.length, indices.length, 'labels of the batch');
  indices.forEach((index, at) => {
    const alone = dataset.get(index);
    assert.equal(labels[at], alone.label, `label of image ${index}`);
    assert.equal(
      Buffer.compare(pixels.subarray(at * bytes, (at + 1) * bytes), alone.pixels),
      0,
      `image ${index} differs between get and batch`,
    );
  });
}
