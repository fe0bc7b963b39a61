import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { sealedJson } from '@rectified/system';
import { temporaryFolder } from '@rectified/testing/files';
import { expect, it, onTestFinished } from 'vitest';
import { oneAtATime } from '../src/one-at-a-time.js';

const claims = async (folder: string) =>
  (await readdir(folder)).filter((name) => /^claim\..*json$/.test(name));

it('runs one after another, however many come at once', async () => {
  const folder = join(temporaryFolder(onTestFinished), 'scratch');
  let inside = 0;
  let most = 0;
  let done = 0;
  await Promise.all(
    Array.from({ length: 6 }, () =>
      oneAtATime(folder, {}, async () => {
        most = Math.max(most, ++inside);
        await setTimeout(20);
        inside--;
        done++;
      }),
    ),
  );
  expect([most, done]).toEqual([1, 6]);
  expect(existsSync(folder)).toBe(false);
});

it('says once that it waits, and stops waiting when told', async () => {
  const folder = temporaryFolder(onTestFinished);
  const stop = new AbortController();
  let waits = 0;
  await oneAtATime(folder, {}, async () => {
    const onWait = () => {
      waits++;
      stop.abort(new Error('Ctrl-C'));
    };
    await expect(oneAtATime(folder, { signal: stop.signal, onWait }, async () => {})).rejects.toThrow(
      'Ctrl-C',
    );
  });
  expect(waits).toBe(1);
});

it('stops the work when told', async () => {
  const folder = temporaryFolder(onTestFinished);
  const stop = new AbortController();
  const working = oneAtATime(folder, { signal: stop.signal }, ({ signal }) => {
    stop.abort(new Error('Ctrl-C'));
    signal.throwIfAborted();
    return Promise.resolve();
  });
  await expect(working).rejects.toThrow('Ctrl-C');
  expect(existsSync(folder)).toBe(false);
});

/** A process that holds the folder and never ends, once it has it. */
async function holder(folder: string): Promise<ChildProcess> {
  const program = `
    import { oneAtATime } from ${JSON.stringify(resolve(import.meta.dirname, '../src/one-at-a-time.ts'))};
    await oneAtATime(${JSON.stringify(folder)}, {}, () => { console.log('mine'); return new Promise((resolve) => setTimeout(resolve, 1e6)); });
  `;
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--conditions=@rectified/source', '--input-type=module', '-e', program],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((ready) => child.stdout!.once('data', ready));
  return child;
}

it('waits for another process, and takes the place of a killed one', async () => {
  const folder = join(temporaryFolder(onTestFinished), 'scratch');
  const child = await holder(folder);
  let waited = false;
  let ran = false;
  const running = oneAtATime(
    folder,
    {
      onWait: () => {
        waited = true;
        expect(ran).toBe(false);
        child.kill('SIGKILL');
      },
    },
    async () => {
      ran = true;
      expect(await claims(folder)).toHaveLength(1);
    },
  );
  await running;
  expect([waited, ran]).toEqual([true, true]);
});

it('stops the work when another process has taken over, and leaves that its folder', async () => {
  const folder = join(temporaryFolder(onTestFinished), 'scratch');
  await oneAtATime(folder, {}, async ({ check }) => {
    check();
    await writeFile(join(folder, 'claim.2.json'), sealedJson({ id: 'x', pid: 1, host: 'elsewhere' }));
    expect(check).toThrow('another process assumed that this one had died and took over');
  });
  expect(existsSync(join(folder, 'claim.2.json'))).toBe(true);
});

it('keeps the folder where something was left in it, and waits for nobody then', async () => {
  const folder = join(temporaryFolder(onTestFinished), 'scratch');
  await oneAtATime(folder, {}, () => writeFile(join(folder, 'half'), ''));
  const onWait = () => expect.fail('waited');
  await oneAtATime(folder, { onWait }, () => rm(join(folder, 'half')));
  expect(existsSync(folder)).toBe(false);
});

it('processes that start together hold the folder one at a time', async () => {
  const folder = join(temporaryFolder(onTestFinished), 'scratch');
  const log = join(temporaryFolder(onTestFinished), 'log');
  await writeFile(log, '');
  const module = JSON.stringify(resolve(import.meta.dirname, '../src/one-at-a-time.ts'));
  const program = `
    import { appendFile } from 'node:fs/promises';
    import { oneAtATime } from ${module};
    for (let n = 0; n < 3; n++)
      await oneAtATime(${JSON.stringify(folder)}, {}, async () => {
        await appendFile(${JSON.stringify(log)}, 'in\\n');
        await new Promise((resolve) => setTimeout(resolve, 5));
        await appendFile(${JSON.stringify(log)}, 'out\\n');
      });
  `;
  const children = Array.from({ length: 4 }, () => {
    const args = ['--import', 'tsx', '--conditions=@rectified/source', '--input-type=module', '-e', program];
    const child = spawn(process.execPath, args, { stdio: 'inherit' });
    onTestFinished(() => void child.kill('SIGKILL'));
    return new Promise<number | null>((ended) => child.once('close', ended));
  });
  expect(await Promise.all(children)).toEqual([0, 0, 0, 0]);
  expect(await readFile(log, 'utf8')).toBe('in\nout\n'.repeat(12));
});
