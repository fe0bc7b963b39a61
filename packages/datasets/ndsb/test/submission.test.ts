import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { InputError } from '@rectified/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ndsbClasses, type Prediction, writeSubmission } from '../src/index.js';
import { temporaryFolder } from './fixtures.js';

const even = (image: string): Prediction => ({ image, probabilities: new Float32Array(121).fill(1 / 121) });

describe('a submission', () => {
  it('has the header and a line an image', async () => {
    const file = join(await temporaryFolder(), 'submission.csv');
    const certain = Array.from({ length: 121 }, (_, label) => Number(label === 3));
    const count = await writeSubmission(file, [even('1.jpg'), { image: '10.jpg', probabilities: certain }]);
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect([count, lines.length, lines[3]]).toEqual([2, 4, '']);
    expect(lines[0]).toMatch(
      /^image,acantharia_protist_big_center,acantharia_protist_halo,acantharia_protist,amphipods,/,
    );
    expect(lines[0]).toBe(`image,${ndsbClasses.join(',')}`);
    expect(lines[1]).toBe(`1.jpg${',0.008264462'.repeat(121)}`); // 1 / 121 as float32
    expect(lines[2]).toBe(`10.jpg,0,0,0,1${',0'.repeat(117)}`);
  });

  it('quotes names that would be two cells', async () => {
    const file = join(await temporaryFolder(), 'submission.csv');
    await writeSubmission(file, [even('a,b.jpg'), even('say "a".jpg')]);
    const lines = (await readFile(file, 'utf8')).split('\n');
    expect(lines[1]).toMatch(/^"a,b\.jpg",0\.008264462,/);
    expect(lines[2]).toMatch(/^"say ""a""\.jpg",0\.008264462,/);
  });

  it('is compressed where its name says so, and may come bit by bit', async () => {
    const folder = await temporaryFolder();
    async function* predictions() {
      for (let i = 1; i <= 300; i++) yield even(`${i}.jpg`);
    }
    expect(await writeSubmission(join(folder, 'new/a.csv.gz'), predictions())).toBe(300);
    expect(await writeSubmission(join(folder, 'a.csv'), predictions())).toBe(300);
    const [packed, plain] = [
      await readFile(join(folder, 'new/a.csv.gz')),
      await readFile(join(folder, 'a.csv')),
    ];
    expect(gunzipSync(packed).equals(plain)).toBe(true);
    expect(packed.length).toBeLessThan(plain.length / 20);
  });

  it('holds the log-loss to 1e-6, and tiny probabilities', async () => {
    const file = join(await temporaryFolder(), 'a.csv');
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.double({ min: 1e-15, max: 1, noNaN: true }), { minLength: 121, maxLength: 121 }),
        async (probabilities) => {
          await writeSubmission(file, [{ image: '1.jpg', probabilities }]);
          const line = (await readFile(file, 'utf8')).split('\n')[1]!;
          const read = line.split(',').slice(1).map(Number);
          const loss = (row: readonly number[]) => -Math.log(row[0]! / row.reduce((sum, p) => sum + p, 0));
          expect(Math.abs(loss(read) - loss(probabilities))).toBeLessThan(1e-6);
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    [
      'one too few',
      [{ image: '1.jpg', probabilities: new Float32Array(120) }],
      '1.jpg: wrong number of probabilities: expected 121, got 120',
    ],
    [
      'NaN',
      [{ image: '1.jpg', probabilities: [...new Array(120).fill(0.1), Number.NaN] }],
      'no probability of unknown_unclassified: expected a number of at least 0, got NaN',
    ],
    [
      'logits',
      [{ image: '1.jpg', probabilities: [-2, ...new Array(120).fill(0.1)] }],
      'no probability of acantharia_protist_big_center: expected a number of at least 0, got -2',
    ],
    ['infinity', [{ image: '1.jpg', probabilities: [1 / 0, ...new Array(120).fill(0.1)] }], 'got Infinity'],
    [
      'nothing but 0',
      [{ image: '1.jpg', probabilities: new Float32Array(121) }],
      '1.jpg: no class is possible: expected a sum above 0',
    ],
    ['an image twice', [even('1.jpg'), even('1.jpg')], '1.jpg: predicted twice'],
    ['a path', [even('test/1.jpg')], 'not the name of an image'],
    ['a name of two lines', [even('a\nb.jpg')], 'not the name of an image'],
    [
      'a name that colors the terminal',
      [even('\u001b[31m.jpg')],
      '\\u001b[31m.jpg: not the name of an image',
    ],
    ['no name', [even('')], 'not the name of an image'],
  ] as [string, Prediction[], string][])(
    'with %s is refused, and nothing is written',
    async (_, predictions, message) => {
      const folder = await temporaryFolder();
      for (const name of ['a.csv', 'a.csv.gz']) {
        const error = await writeSubmission(join(folder, name), predictions).catch((error) => error);
        expect(error).toBeInstanceOf(InputError);
        expect(error.message).toContain(message);
      }
      expect(await readdir(folder)).toEqual([]);
    },
  );

  it('of predictions that fail is not written', async () => {
    const folder = await temporaryFolder();
    async function* predictions() {
      yield even('1.jpg');
      throw new Error('out of memory');
    }
    await expect(writeSubmission(join(folder, 'a.csv.gz'), predictions())).rejects.toThrow('out of memory');
    expect(await readdir(folder)).toEqual([]);
  });
});
