import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { ProcessIdentity } from '@rectified/system';
import { expect, it, onTestFinished } from 'vitest';
import { oneAtATime } from '../src/one-at-a-time.js';
import { temporaryFolder } from './temporary-folder.js';

const claims = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith('claim-'));

it('runs one after another, however many come at once', async () => {
  const folder = join(await temporaryFolder(), 'scratch');
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
  expect(await claims(folder)).toEqual([]);
});

it('says once that it waits, and stops waiting when told', async () => {
  const folder = await temporaryFolder();
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
  const folder = await temporaryFolder();
  const stop = new AbortController();
  const working = oneAtATime(folder, { signal: stop.signal }, (signal) => {
    stop.abort(new Error('Ctrl-C'));
    signal.throwIfAborted();
    return Promise.resolve();
  });
  await expect(working).rejects.toThrow('Ctrl-C');
  expect(await claims(folder)).toEqual([]);
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
  const folder = join(await temporaryFolder(), 'scratch');
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

/** A claim as a process of another place or time left it. */
async function leave(folder: string, claim: object | string, age = 0): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, `claim-left-${Math.random()}.json`);
  await writeFile(file, typeof claim === 'string' ? claim : JSON.stringify(claim));
  const then = new Date(Date.now() - age);
  await utimes(file, then, then);
  return file;
}

/** What this process writes into its claim. */
async function ownClaim(): Promise<ProcessIdentity> {
  const folder = await temporaryFolder();
  return oneAtATime(folder, {}, async () =>
    JSON.parse(await readFile(join(folder, (await claims(folder))[0]!), 'utf8')),
  );
}

it.each<[string, boolean, () => Promise<{ claim: object | string; age?: number }>]>([
  ['lives here', true, async () => ({ claim: await ownClaim(), age: 3_600_000 })],
  [
    'had a number that another process has now',
    false,
    async () => ({ claim: { ...(await ownClaim()), start: '1' } }),
  ],
  ['is no more', false, async () => ({ claim: { ...(await ownClaim()), pid: 2 ** 22 + 1 } })],
  [
    'has the same number in another container or on another machine and was heard of just now',
    true,
    async () => ({ claim: { ...(await ownClaim()), boot: 'elsewhere' } }),
  ],
  [
    'was not heard of from elsewhere for a while',
    false,
    async () => ({
      claim: { host: 'elsewhere', boot: '1', pidNamespace: '1', pid: 1, start: '1' },
      age: 61_000,
    }),
  ],
  ['is just writing its claim', true, async () => ({ claim: '' })],
  ['died writing its claim', false, async () => ({ claim: '', age: 61_000 })],
])('a process that %s is waited for: %s', async (_, alive, make) => {
  const folder = await temporaryFolder();
  const { claim, age } = await make();
  const left = await leave(folder, claim, age);
  let waited = false;
  await oneAtATime(
    folder,
    {
      onWait: () => {
        waited = true;
        void rm(left);
      },
    },
    async () => {},
  );
  expect(waited).toBe(alive);
  expect(existsSync(left)).toBe(false);
});

it('a broken claim is waited for and not removed', async () => {
  const folder = await temporaryFolder();
  const left = await leave(folder, '{');
  const stop = new AbortController();
  const waiting = oneAtATime(
    folder,
    { signal: stop.signal, onWait: () => stop.abort(new Error('enough')) },
    async () => {},
  );
  await expect(waiting).rejects.toThrow('enough');
  expect(existsSync(left)).toBe(true);
});

it('processes that start together hold the folder one at a time', async () => {
  const folder = join(await temporaryFolder(), 'scratch');
  const log = join(await temporaryFolder(), 'log');
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
  await appendFile(log, '');
});
