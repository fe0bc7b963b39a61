import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeEvent, readEvent, versionEvent } from '../src/event.js';
import tensorboard, { histogramOf, openEventLog, readEventLog } from '../src/index.js';
import { frame, unframe } from '../src/records.js';
import golden from './golden.json' with { type: 'json' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rectified-tensorboard-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = () => join(folder, 'events.out.tfevents.rectified');
const events = () => readEventLog(folder);

describe(`against ${golden.by}`, () => {
  it('an event file has the same bytes', () => {
    const values = Object.entries(golden.scalars).map(([tag, value]) => ({ tag, value }));
    const histogram = { tag: 'conv1/kernel', value: histogramOf(golden.values)! };
    const own = Buffer.concat(
      [
        versionEvent(1.5e9),
        encodeEvent({ time: 1.5e9 + 1, step: 10, values }),
        encodeEvent({ time: 1.5e9 + 2.25, step: 3_000_000_000, values: [histogram] }),
      ].map(frame),
    );
    const theirs = unframe(Buffer.from(golden.file, 'base64')).records;
    expect(theirs.map(readEvent)).toEqual(unframe(own).records.map(readEvent));
    expect(own.toString('base64')).toBe(golden.file);
  });
});

describe('openEventLog', () => {
  it('writes scalars and histograms at once', async () => {
    const log = await openEventLog(folder);
    log.scalars(10, { 'train/loss': 2.3, rate: 0.1 });
    log.histogram(20, 'conv1/kernel', Float32Array.of(0.1, 0.2, 0.4));
    expect(await events()).toEqual([
      { step: 10, tags: ['train/loss', 'rate'] },
      { step: 20, tags: ['conv1/kernel'] },
    ]);
    await log.close();
  });

  it('goes on in the same file, and writes no step of a tag twice', async () => {
    const first = await openEventLog(folder);
    for (const step of [10, 20, 30]) first.scalars(step, { loss: step });
    first.histogram(30, 'kernel', [1, 2]);
    await first.close();
    const second = await openEventLog(folder);
    for (const step of [20, 30, 40]) second.scalars(step, { loss: step });
    second.scalars(30, { 'test/error': 0.5, loss: 1 });
    second.histogram(30, 'kernel', [1, 2]);
    await second.close();
    expect(await events()).toEqual([
      ...[10, 20, 30].map((step) => ({ step, tags: ['loss'] })),
      { step: 30, tags: ['kernel'] },
      { step: 40, tags: ['loss'] },
      { step: 30, tags: ['test/error'] },
    ]);
  });

  it('goes on after a crash, whatever of the last record is there', async () => {
    const log = await openEventLog(folder);
    log.scalars(1, { loss: 1 });
    log.scalars(2, { loss: 2 });
    await log.close();
    const whole = readFileSync(file());
    const { length } = unframe(whole).records.at(-1)!;
    for (const lost of [1, 4, 5, length + 8, length + 15]) {
      writeFileSync(file(), whole);
      truncateSync(file(), whole.length - lost);
      const again = await openEventLog(folder);
      for (const step of [1, 2, 3]) again.scalars(step, { loss: step });
      await again.close();
      expect((await events()).map(({ step }) => step)).toEqual([1, 2, 3]);
    }
  });

  it('refuses a file that is damaged before its end, and leaves it as it is', async () => {
    const log = await openEventLog(folder);
    for (const step of [1, 2, 3]) log.scalars(step, { loss: step });
    await log.close();
    const whole = readFileSync(file());
    const lengths = unframe(whole).records.map(({ length }) => length + 16);
    // In the length of the second record, in its data, in its checksum.
    for (const at of [0, 20, lengths[1]! - 1]) {
      const damaged = Buffer.from(whole);
      damaged[lengths[0]! + at]! ^= 1;
      writeFileSync(file(), damaged);
      await expect(openEventLog(folder)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(new RegExp(`tfevents.*: damaged at byte ${lengths[0]}.*delete it`)),
      });
      expect(readFileSync(file())).toEqual(damaged);
    }
  });

  it('begins a file again of which nothing is left, and makes the folder', async () => {
    writeFileSync(file(), 'xyz');
    const log = await openEventLog(folder);
    log.scalars(0, { loss: 1 });
    await log.close();
    expect(await events()).toEqual([{ step: 0, tags: ['loss'] }]);
    const inRun = await tensorboard.open({ folder, config: {} });
    await inRun.close();
    expect(await readEventLog(join(folder, 'none'))).toEqual([]);
    expect(existsSync(join(folder, 'tensorboard', 'events.out.tfevents.rectified'))).toBe(true);
  });

  it.skipIf(process.platform === 'win32')('says so where there is room for only a part of a record', () => {
    const source = JSON.stringify(import.meta.resolve('../src/index.js'));
    const program = `import { openEventLog } from ${source};
      const log = await openEventLog(process.argv[1]);
      try {
        log.scalars(1, Object.fromEntries(Array.from({ length: 1e5 }, (_, i) => ['tag ' + i, i])));
      } catch (error) {
        console.log(error.message);
      }`;
    const node = ['--conditions=@rectified/source', '--import', import.meta.resolve('tsx')];
    const argv = [process.execPath, ...node, '--input-type=module', '--eval', program, folder];
    // As on a disk that fills up; in units of 512 or 1024 bytes.
    const { stdout } = spawnSync('sh', ['-c', 'ulimit -f 1024; "$@"', 'sh', ...argv], { encoding: 'utf8' });
    expect(stdout).toBe(
      `${file()}: the file would be larger than allowed. Raise the limit (\`ulimit -f\`)\n`,
    );
  });

  it('says which folder cannot be written to', async () => {
    writeFileSync(join(folder, 'a'), '');
    await expect(openEventLog(join(folder, 'a', 'b'))).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe('unframe', () => {
  it('gives back what was framed, up to the first byte that is wrong', () => {
    const datas = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(datas, fc.nat(), fc.integer({ min: 1, max: 255 }), (some, place, flip) => {
        const content = Buffer.concat(some.map(frame));
        expect(unframe(content).records.map((data) => [...data])).toEqual(some.map((data) => [...data]));
        const at = place % content.length;
        content[at]! ^= flip;
        const { records, end } = unframe(content);
        expect(end).toBeLessThanOrEqual(at);
        expect(records.length).toBeLessThan(some.length);
      }),
    );
  });
});

describe('histogramOf', () => {
  it('counts every value once, also the largest', () => {
    const histogram = histogramOf([0, 1, 1, 30])!;
    expect(histogram).toMatchObject({ min: 0, max: 30, count: 4, sum: 32, squares: 902 });
    expect([histogram.limits.length, histogram.limits.at(-1)]).toEqual([30, 30]);
    expect([histogram.counts[0], histogram.counts[1], histogram.counts[29]]).toEqual([1, 2, 1]);
  });

  it('of values that are all the same is one bucket, of nothing that can be drawn none', () => {
    expect(histogramOf([2, 2, Number.NaN])).toMatchObject({ limits: [2], counts: [2] });
    expect(histogramOf([Number.NaN, Number.POSITIVE_INFINITY])).toBeUndefined();
    expect(histogramOf([])).toBeUndefined();
  });

  it('an empty histogram is not logged', async () => {
    const log = await openEventLog(folder);
    log.histogram(1, 'kernel', [Number.NaN]);
    await log.close();
    expect(await events()).toEqual([]);
  });
});
