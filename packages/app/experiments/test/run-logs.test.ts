import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEventLog } from '@rectified/tensorboard';
import { describe, expect, it } from 'vitest';
import { loadRunLogger, runExperiment } from '../src/index.js';
import { smallRuns, weights } from './small-runs.js';

const { inside, small } = smallRuns({ activation: 'prelu', epochs: 3, evaluateTrain: true });

/** A logger that writes what it is told into a file of its own. */
function writtenLogger(name: string, scalars: string): string {
  const file = inside(`${name}.mjs`);
  writeFileSync(
    file,
    `import { appendFileSync } from 'node:fs';
     export default {
       name: '${name}',
       open: ({ folder, config }) => ({
         scalars(step, values) { ${scalars} },
         histogram(step, tag, values) {
           appendFileSync(folder + '/log.txt', step + ' ' + tag + ' ' + values.length + '\\n');
         },
         close() { appendFileSync(folder + '/log.txt', 'closed ' + config.activation + '\\n'); },
       }),
     };`,
  );
  return file;
}

describe('--log tensorboard', () => {
  it('writes scalars of steps and epochs and histograms of weights, of a resumed run as of one never stopped', async () => {
    const config = await small({ log: ['tensorboard'], probe: true });
    const plain = inside('plain');
    const folder = inside('stopped');
    await runExperiment(await small(), { folder: plain });
    await runExperiment(config, { folder: inside('whole') });
    for (const step of [7, 10, 12, undefined]) {
      const stop = new AbortController();
      await runExperiment(config, {
        folder,
        signal: stop.signal,
        onEvent: (event) => event.type === 'step' && event.step === step && stop.abort(),
      });
    }
    const [whole, resumed] = await Promise.all(
      ['whole', 'stopped'].map((name) => readEventLog(join(inside(name), 'tensorboard'))),
    );
    expect(resumed).toEqual(whole);
    expect(whole!.filter(({ tags }) => tags.includes('train/loss')).map(({ step }) => step)).toEqual([10]);
    const epochs = whole!.filter(({ tags }) => tags.includes('epoch/test/error'));
    expect(epochs.map(({ step }) => step)).toEqual([5, 10, 15]);
    expect(epochs[0]!.tags).toContain('epoch/train-clean/loss');
    const probes = whole!.filter(({ tags }) => tags.includes('probe/dead/act9'));
    expect(probes.map(({ step }) => step)).toEqual([0, 5, 10, 15]);
    expect(probes[0]!.tags).toContain('probe/gradient/conv1');
    expect(whole!.filter(({ tags }) => tags[0] === 'conv1/kernel').map(({ step }) => step)).toEqual([
      5, 10, 15,
    ]);
    // Nothing of the run itself depends on whether it is logged.
    expect(weights(folder)).toEqual(weights(plain));
    expect(existsSync(join(plain, 'tensorboard'))).toBe(false);
    const again = await runExperiment(await small(), { folder });
    expect(again.kept).toBe(true);
  });
});

describe('a logger of one’s own', () => {
  it('is a file or package with a default export', async () => {
    const file = writtenLogger(
      'mine',
      "appendFileSync(folder + '/log.txt', step + ' ' + Object.keys(values)[0] + '\\n');",
    );
    const folder = inside('own');
    await runExperiment(await small({ log: [file], epochs: 1 }), { folder });
    const lines = readFileSync(join(folder, 'log.txt'), 'utf8').trim().split('\n');
    expect(lines[0]).toBe('5 epoch/train-running/loss');
    expect(lines[1]).toMatch(/^5 conv1\/kernel \d+$/);
    expect(lines.at(-1)).toBe('closed prelu');
    expect((await loadRunLogger('@rectified/tensorboard')).name).toBe('tensorboard');
  });

  it('that fails is left, which is said once, and the run goes on', async () => {
    const file = writtenLogger('broken', "throw new Error('the server is gone');");
    const notes: string[] = [];
    const { result } = await runExperiment(await small({ log: [file] }), {
      folder: inside('broken'),
      onEvent: (event) => event.type === 'note' && notes.push(event.text),
    });
    expect(result.status).toBe('finished');
    expect(notes.filter((text) => text.includes('log'))).toEqual([
      'the log broken failed and is no longer being written: the server is gone',
    ]);
    expect(weights(inside('broken'))).toEqual(weights(inside('plain')));
  });

  it('is refused where there is none', async () => {
    await expect(loadRunLogger('tensorbord')).rejects.toThrow(
      /unknown log "tensorbord".*tensorboard, an installed/,
    );
    writeFileSync(inside('empty.mjs'), 'export const a = 1;');
    await expect(loadRunLogger(inside('empty.mjs'))).rejects.toThrow(/exports no log/);
    writeFileSync(inside('wrong.mjs'), 'export default {');
    await expect(loadRunLogger(inside('wrong.mjs'))).rejects.toThrow(/the log cannot be loaded/);
    await expect(small({ log: [] })).rejects.toThrow(/a list of different logs/);
  });
});
