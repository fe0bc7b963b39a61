import { describe, expect, it } from 'vitest';
import { type ArraysOptions, type DatasetDescription, datasetOfArrays } from '../src/index.js';
import { testDatasetDescription } from '../src/testing/index.js';

const dots = (name: string, from: number): ArraysOptions => ({
  name,
  classes: ['dark', 'light'],
  shape: [1, 2, 1],
  pixels: Uint8Array.from({ length: 12 }, (_, i) => from + 20 * i),
  labels: [0, 0, 0, 1, 1, 1],
});

const description: DatasetDescription = {
  name: 'dots',
  title: 'Dots',
  classes: 2,
  shape: [1, 2, 1],
  measure: 'error',
  guessing: 0.5,
  open: async () => ({
    train: datasetOfArrays(dots('Dots train', 0)),
    // As bytes come from a file.
    test: datasetOfArrays({ ...dots('Dots test', 1), pixels: Buffer.from(dots('', 1).pixels) }),
  }),
};

testDatasetDescription(description, { describe, it, folder: 'anywhere' });

/** What a test runner would report. */
async function faultsOf(changes: Partial<DatasetDescription>): Promise<string[]> {
  const faults: string[] = [];
  const tests: (() => Promise<void>)[] = [];
  testDatasetDescription(
    { ...description, ...changes },
    { describe: (_, body) => body(), it: (_, body) => tests.push(body), folder: () => 'anywhere' },
  );
  for (const test of tests) await test().catch((error: Error) => faults.push(error.message.split('\n')[0]!));
  return faults;
}

it.each<[Partial<DatasetDescription>, string]>([
  [{ name: 'My Dots' }, 'name: expected lower case with hyphens'],
  [{ title: '' }, 'title: expected'],
  [{ classes: 3 }, 'classes of Dots train'],
  [{ shape: [2, 1, 1] }, 'shape of Dots train'],
  [{ shape: [2, 1] as never }, 'shape: expected [height, width, channels]'],
  [{ measure: 'accuracy' as never }, "measure: expected 'error' or 'loss', got accuracy"],
  [{ guessing: 0 }, 'guessing: expected a number above 0'],
  [{ input: { shift: 0, scale: 0 } }, 'input: expected { shift, scale }'],
  [
    { options: { skipBad: { check: { expected: '', fits: () => true }, help: 'x' } } },
    'every dataset has it',
  ],
  [
    { options: { size: { check: { expected: 'big', fits: () => false }, default: 1, help: 'x' } } },
    'the default 1 is not big',
  ],
  [
    {
      open: async () => ({
        train: datasetOfArrays(dots('Dots train', 0)),
        test: datasetOfArrays(dots('Dots test', 0)),
      }),
    },
    'both parts are the same',
  ],
])('testDatasetDescription finds %j', async (changes, message) => {
  expect((await faultsOf(changes)).join()).toContain(message);
});

it.each([
  [{ pixels: new Uint8Array(11) }, 'pixels of Dots: expected 6 labels x 2 bytes, got 11 bytes'],
  [{ labels: [0, 0, 0, 1, 1, 2] }, 'label of image 5 of Dots: expected a whole number from 0 to 1, got 2'],
  [{ shape: [1, 2] }, 'shape of Dots: expected height, width and channels'],
])('datasetOfArrays refuses %j', (changes, message) => {
  expect(() => datasetOfArrays({ ...dots('Dots', 0), ...changes } as ArraysOptions)).toThrow(message);
});
