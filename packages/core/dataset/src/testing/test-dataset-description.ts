import assert from 'node:assert/strict';
import type { DatasetDescription } from '../description.js';
import { type TestFramework, testDataset } from './test-dataset.js';

/** What {@link testDatasetDescription} needs besides the description. */
export interface DescriptionOptions extends TestFramework {
  /** A folder with a small copy of the dataset: every image in it is read several times. */
  readonly folder: string | (() => string | Promise<string>);
  /** Options of its own to open it with. */
  readonly options?: Readonly<Record<string, unknown>>;
}

/**
 * Tests the description of a dataset, a module's default export: that it is complete, that what it opens matches
 * it, and that both parts pass {@link testDataset}.
 *
 * @example
 * testDatasetDescription(birds, { describe, it, folder: 'test/fixtures/birds' });
 */
export function testDatasetDescription(
  description: DatasetDescription,
  { describe, it, folder, options }: DescriptionOptions,
): void {
  const open = async () =>
    description.open(typeof folder === 'string' ? folder : await folder(), {
      ...defaultsOf(description),
      ...options,
    });
  describe(`dataset ${description.name}`, () => {
    it('has a complete description', async () => checkDescription(description));
    it('opens what it describes', async () => {
      const { train, test } = await open();
      for (const part of [train, test]) {
        assert.equal(part.classes.length, description.classes, `classes of ${part.name}`);
        assert.deepEqual([...part.shape], [...description.shape], `shape of ${part.name}`);
        assert.match(
          part.fingerprint ?? '',
          /^[0-9a-f]{64}$/,
          `${part.name} has no fingerprint, so no run could recognize it`,
        );
      }
      assert.deepEqual([...train.classes], [...test.classes], 'both parts have the same classes');
      assert.notEqual(train.fingerprint, test.fingerprint, 'both parts are the same');
    });
  });
  testDataset(`${description.title}: train`, async () => (await open()).train, { describe, it });
  testDataset(`${description.title}: test`, async () => (await open()).test, { describe, it });
}

function defaultsOf({ options = {} }: DatasetDescription): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([name, option]) => [name, option.default]));
}

/** Checks everything about a dataset that can be checked without opening it. */
function checkDescription(description: DatasetDescription): void {
  const { name, title, classes, shape, measure, guessing, input, open, options = {} } = description;
  assert.match(
    String(name),
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    `name: expected lower case with hyphens, got "${name}"`,
  );
  assert.ok(title?.trim(), 'title: expected the name for people, got nothing');
  assert.ok(
    Number.isInteger(classes) && classes > 0,
    `classes: expected a whole number from 1, got ${classes}`,
  );
  assert.ok(
    shape?.length === 3 && shape.every((side) => Number.isInteger(side) && side > 0),
    `shape: expected [height, width, channels], got [${shape}]`,
  );
  assert.ok(['error', 'loss'].includes(measure), `measure: expected 'error' or 'loss', got ${measure}`);
  assert.ok(guessing === undefined || guessing > 0, `guessing: expected a number above 0, got ${guessing}`);
  const { shift, scale } = input ?? { shift: 0, scale: 1 };
  assert.ok(
    Number.isFinite(shift) && scale > 0,
    `input: expected { shift, scale }, got { ${shift}, ${scale} }`,
  );
  assert.equal(typeof open, 'function', `open: expected a function, got ${typeof open}`);
  for (const [option, { check, help, default: value }] of Object.entries(options)) {
    const reserved = ['skipBad', 'onProgress', 'signal'].includes(option);
    assert.ok(!reserved, `option ${option}: every dataset has it, so it must not be described`);
    assert.ok(help?.trim(), `option ${option}: expected help, got nothing`);
    assert.equal(typeof check?.fits, 'function', `option ${option}: expected a check of @rectified/errors`);
    const fits = value === undefined || check.fits(value);
    assert.ok(fits, `option ${option}: the default ${JSON.stringify(value)} is not ${check.expected}`);
  }
}
