import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDataset } from '@rectified/dataset/testing';
import { ndsbClasses, openNdsb, openNdsbTest } from '@rectified/ndsb';
import { streamOf, uniform } from '@rectified/random';
import { afterAll, describe, expect, it } from 'vitest';
import { drawPlankton, NUMBERS } from '../src/ndsb/draw-plankton.js';
import { writeSyntheticNdsb } from '../src/ndsb/index.js';
import { SPECIES, species } from '../src/ndsb/species.js';

const root = await mkdtemp(join(tmpdir(), 'synthetic-ndsb-'));
afterAll(() => rm(root, { recursive: true }));
let folders = 0;
const fresh = () => join(root, `${folders++}`);

const options = { classes: ndsbClasses, train: 242, test: 3, seed: 1 };
const folder = await writeSyntheticNdsb(fresh(), options);
const cache = fresh();

testDataset('generated plankton', async () => (await openNdsb(folder, { cache, side: 20 })).all, {
  describe,
  it,
});

describe('the files', () => {
  it('are those of the competition', async () => {
    expect((await readdir(folder)).toSorted()).toEqual(['seal.json', 'synthetic.json', 'test', 'train']);
    expect((await readdir(join(folder, 'train'))).toSorted()).toEqual([...ndsbClasses].toSorted());
    expect((await readdir(join(folder, 'test'))).toSorted()).toEqual(['1.jpg', '2.jpg', '3.jpg']);
    const { all, skipped } = await openNdsb(folder, { cache, side: 20 });
    expect([all.size, skipped]).toEqual([242, []]);
    const counts = new Array(121).fill(0);
    for (const { label } of all.files.map((_, index) => all.get(index))) counts[label]++;
    expect(counts).toEqual(new Array(121).fill(2));
    expect((await openNdsbTest(folder, { cache, side: 20 })).size).toBe(3);
  });

  it('say that they are generated, and are not written again', async () => {
    const notice = join(folder, 'synthetic.json');
    expect(JSON.parse(await readFile(notice, 'utf8'))).toMatchObject({
      what: 'generated images in the layout of the National Data Science Bowl',
      train: 242,
      noise: 0.5,
    });
    const { ino } = await stat(notice);
    expect(await writeSyntheticNdsb(folder, options)).toBe(folder);
    expect((await stat(notice)).ino).toBe(ino);
    await expect(writeSyntheticNdsb(folder, { ...options, classes: [] })).rejects.toThrow(
      'classes of generated images: expected a list of 1 to 144 names, got []',
    );
    await expect(writeSyntheticNdsb(folder, { ...options, test: 0 })).rejects.toThrow(
      'test of generated images',
    );
  });

  it('depend on seed and number alone', async () => {
    const [more, other] = [fresh(), fresh()];
    const few = { ...options, classes: ['a', 'b'], train: 4 };
    await writeSyntheticNdsb(more, { ...few, train: 40 });
    await writeSyntheticNdsb(other, { ...few, seed: 2 });
    const third = await writeSyntheticNdsb(fresh(), few);
    const bytes = async (from: string) => {
      const files = ['a/1.jpg', 'b/1.jpg', 'a/2.jpg', 'b/2.jpg'].map((file) => join(from, 'train', file));
      return Promise.all(files.map((file) => readFile(file, 'base64').catch(() => undefined)));
    };
    expect(await bytes(third)).toEqual(await bytes(more));
    expect(await bytes(third)).not.toEqual(await bytes(other));
  });

  it('take the place of nothing else', async () => {
    const mine = fresh();
    await mkdir(join(mine, 'train'), { recursive: true });
    await writeFile(join(mine, 'train/1.jpg'), 'x');
    await expect(writeSyntheticNdsb(mine, options)).rejects.toThrow('the folder contains something else');
    expect(await readFile(join(mine, 'train/1.jpg'), 'utf8')).toBe('x');
  });
});

describe('the images', () => {
  const random = (image: number) => uniform(NUMBERS, { seed: 1, stream: streamOf('test'), step: image });

  it('are of as many kinds as there are species', () => {
    const all = Array.from({ length: SPECIES }, (_, label) => JSON.stringify(species(label)));
    expect(new Set(all).size).toBe(SPECIES);
  });

  it('have many sizes, a light ground and a dark figure in the middle', () => {
    const sizes = new Set<string>();
    for (let label = 0; label < SPECIES; label++) {
      const { width, height, pixels } = drawPlankton(species(label), 0.5, random(label));
      sizes.add(`${width} x ${height}`);
      expect(pixels).toHaveLength(width * height);
      expect(Math.min(width, height)).toBeGreaterThan(12);
      expect(Math.max(width, height)).toBeLessThan(420);
      const corner = [0, width - 1, pixels.length - width, pixels.length - 1].map((at) => pixels[at]!);
      expect(Math.min(...corner)).toBeGreaterThan(180);
      expect(Math.min(...pixels)).toBeLessThan(160);
    }
    expect(sizes.size).toBeGreaterThan(SPECIES / 2);
  });

  it.each([
    [0, 0.9, 1],
    [0.5, 0.5, 1],
    [1, 0.2, 0.85],
  ])('of noise %d can be told apart as well as that', (noise, low, high) => {
    // The class of the nearest of three examples each, by a few measures; by chance 1 of 48 is right.
    const classes = Array.from({ length: 48 }, (_, i) => 3 * i);
    const images = Array.from({ length: 4 * classes.length }, (_, i) => {
      const label = classes[i % classes.length]!;
      return { label, measures: measure(drawPlankton(species(label), noise, random(i))) };
    });
    const known = images.slice(classes.length);
    const right = images.slice(0, classes.length).filter(({ label, measures }) => {
      const distances = known.map((one) => distance(one.measures, measures));
      return known[distances.indexOf(Math.min(...distances))]!.label === label;
    });
    expect(right.length / classes.length).toBeGreaterThan(low);
    expect(right.length / classes.length).toBeLessThanOrEqual(high);
  });
});

/** How long the figure is, and how dark it is by distance from its middle and by angle, all along its own axes. */
function measure({ width, pixels }: ReturnType<typeof drawPlankton>): number[] {
  const ground = pixels[0]!;
  const dark = Float64Array.from(pixels, (level) => Math.max(0, ground - level - 20));
  const mean = (of: (x: number, y: number) => number) => {
    let [sum, weight] = [0, 0];
    dark.forEach((amount, at) => {
      sum += amount * of(at % width, Math.floor(at / width));
      weight += amount;
    });
    return sum / weight;
  };
  const [mx, my] = [mean((x) => x), mean((_x, y) => y)];
  const [xx, yy, xy] = [
    mean((x) => (x - mx) ** 2),
    mean((_x, y) => (y - my) ** 2),
    mean((x, y) => (x - mx) * (y - my)),
  ];
  const turn = Math.atan2(2 * xy, xx - yy) / 2;
  const [half, root] = [(xx + yy) / 2, Math.hypot((xx - yy) / 2, xy)];
  const [a, b] = [Math.sqrt(half + root), Math.sqrt(Math.max(half - root, 1e-9))];
  const rings = Array.from({ length: 8 }, () => ({ sum: 0, squares: 0, count: 0 }));
  const waves = [3, 5, 8].map((count) => ({ count, re: 0, im: 0 }));
  let total = 0;
  for (let at = 0; at < dark.length; at++) {
    const [dx, dy] = [(at % width) - mx, Math.floor(at / width) - my];
    const u = (dx * Math.cos(turn) + dy * Math.sin(turn)) / a;
    const v = (dy * Math.cos(turn) - dx * Math.sin(turn)) / b;
    const ring = rings[Math.floor(Math.hypot(u, v) * 2.5)];
    if (ring === undefined) continue;
    const amount = dark[at]! / ground;
    ring.sum += amount;
    ring.squares += amount ** 2;
    ring.count++;
    total += amount;
    const angle = Math.atan2(v, u);
    for (const wave of waves) {
      wave.re += amount * Math.cos(wave.count * angle);
      wave.im += amount * Math.sin(wave.count * angle);
    }
  }
  return [
    Math.log(a / b),
    ...rings.flatMap(({ sum, squares, count }) => [
      sum / count,
      Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)),
    ]),
    ...waves.map(({ re, im }) => (5 * Math.hypot(re, im)) / total),
  ];
}

const distance = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, x, i) => sum + (x - b[i]!) ** 2, 0);
