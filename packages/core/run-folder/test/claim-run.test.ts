import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { sealedJson } from '@rectified/system';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimant, claimRun } from '../src/index.js';

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'claims-'));
});
afterAll(() => rm(parent, { recursive: true }));
let folder: string;
let folders = 0;
beforeEach(() => newFolder());
async function newFolder() {
  folder = join(parent, String(folders++));
  await mkdir(folder);
}

/** A claim that somebody else has left. */
async function leave(claim: Record<string, unknown>, number = 1, into = folder) {
  const file = join(into, `claim.${number}.json`);
  await writeFile(file, sealedJson({ id: 'x', host: hostname(), ...claim }));
  return file;
}
/** What this process writes about itself. */
async function ownClaim(): Promise<Record<string, unknown>> {
  const aside = join(parent, `own-${folders++}`);
  await mkdir(aside);
  const claim = await claimRun(aside);
  const own = JSON.parse(readFileSync(join(aside, 'claim.1.json'), 'utf8'));
  await claim.release();
  return own;
}

/** A process that claims runs as it is told. */
interface Claimer {
  readonly process: ChildProcessByStdio<Writable, Readable, null>;
  /** Sends an order and waits for the answer. */
  tell(order: object): Promise<string>;
  kill(): Promise<void>;
}
const claimers: Claimer[] = [];
afterEach(async () => {
  for (const claimer of claimers.splice(0)) await claimer.kill();
});

const script = [
  '--conditions=@rectified/source',
  '--import',
  import.meta.resolve('tsx'),
  resolve('test', 'claimer.ts'),
];

/** `wrapper` is a command that starts a command. */
async function claimer(...wrapper: string[]): Promise<Claimer> {
  const [command, ...args] = [...wrapper, process.execPath, ...script];
  const child = spawn(command!, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const answer = async () => (await lines.next()).value as string;
  const made: Claimer = {
    process: child,
    tell(order) {
      child.stdin.write(`${JSON.stringify(order)}\n`);
      return answer();
    },
    async kill() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill('SIGKILL');
      await once(child, 'close');
    },
  };
  claimers.push(made);
  expect(await answer()).toBe('ready');
  return made;
}

describe('a claim', () => {
  it('lets only one process write a run', async () => {
    const claim = await claimRun(folder);
    expect(await claimant(folder)).toMatchObject({ pid: process.pid, host: hostname() });
    await expect(claimRun(folder)).rejects.toThrow(
      `process ${process.pid} on ${hostname()} is writing this run`,
    );
    claim.check();
    await claim.release();
    expect(await claimant(folder)).toBeUndefined();
    await (await claimRun(folder)).release();
    expect(await readdir(folder)).toEqual(['claim.2.json']);
  });

  it('of many that start at once, after one that was killed, is given to exactly one', async () => {
    const rivals = await Promise.all([claimer(), claimer(), claimer()]);
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    const own = await ownClaim();
    for (let round = 0; round < 200; round++) {
      await newFolder();
      if (round % 3 > 0)
        await leave(round % 3 === 1 ? { pid: dead } : { ...own, pid: dead, socket: undefined });
      const at = Date.now() + 5;
      const answers = await Promise.all(rivals.map((rival) => rival.tell({ folder, at })));
      expect(
        answers.filter((answer) => answer === 'held'),
        `round ${round}: ${answers}`,
      ).toHaveLength(1);
      expect(answers.filter((answer) => / is writing this run/.test(answer))).toHaveLength(2);
      await rivals[answers.indexOf('held')]!.tell({ release: true });
    }
  });

  it('is void at once where its process is dead, be its number in use again', async () => {
    const own = await ownClaim();
    const dead = spawnSync(process.execPath, ['-e', '']).pid;
    for (const claim of [{ ...own, pid: dead }, { ...own, start: '1' }, { pid: dead }]) {
      await newFolder();
      await leave(claim);
      expect(await claimant(folder)).toBeUndefined();
      await (await claimRun(folder)).release();
    }
  });

  it('of a killed process is void at once', async () => {
    const rival = await claimer();
    expect(await rival.tell({ folder })).toBe('held');
    await expect(claimRun(folder)).rejects.toThrow(`process ${rival.process.pid} on`);
    await rival.kill();
    await (await claimRun(folder)).release();
  });

  it('that nobody here can ask about is void when it was not renewed for 5 minutes', async () => {
    const own = await ownClaim();
    const strangers = {
      'another machine': { pid: 1, host: 'elsewhere', boot: 'another' },
      'this machine before it was restarted': { ...own, boot: 'another' },
      'another container that nobody can ask': { ...own, pidNamespace: '1', socket: undefined },
    };
    for (const [who, claim] of Object.entries(strangers)) {
      await newFolder();
      const file = await leave(claim);
      expect(await claimant(folder), who).toBeDefined();
      await expect(claimRun(folder), who).rejects.toThrow(/is writing this run.*try again in 5 minutes/);
      const old = new Date(Date.now() - 301_000);
      await utimes(file, old, old);
      expect(await claimant(folder), who).toBeUndefined();
      await (await claimRun(folder)).release();
    }
  });

  it('that is damaged, or half written, counts until it is old', async () => {
    const file = join(folder, 'claim.1.json');
    await writeFile(file, '{"pid":');
    await expect(claimRun(folder)).rejects.toThrow(/another process is writing this run.*claim\.1\.json/);
    expect(await claimant(folder)).toBeUndefined();
    const old = new Date(Date.now() - 301_000);
    await utimes(file, old, old);
    await (await claimRun(folder)).release();
  });

  it('tells its holder when another has taken the run over', async () => {
    const claim = await claimRun(folder);
    claim.check();
    await leave({ pid: 1, host: 'elsewhere' }, 2);
    await rm(join(folder, 'claim.1.json'));
    expect(() => claim.check()).toThrow(/another process has taken over this run.*writes nothing more/);
    await claim.release();
    expect((await readdir(folder)).filter((name) => /^claim\.\d+\.json$/.test(name))).toEqual([
      'claim.2.json',
    ]);
    await rename(folder, `${folder}-moved`);
    expect(() => claim.check()).toThrow(/the folder of the run is gone/);
  });

  it('stays with a process that stands still', async () => {
    const rival = await claimer();
    expect(await rival.tell({ folder })).toBe('held');
    rival.process.kill('SIGSTOP');
    const old = new Date(Date.now() - 1e6);
    await utimes(join(folder, 'claim.1.json'), old, old);
    await expect(claimRun(folder)).rejects.toThrow(`process ${rival.process.pid} on`);
    rival.process.kill('SIGCONT');
    expect(await rival.tell({})).toBe('still held');
  });
});

/** A new namespace of process numbers with a /proc of its own, as every container has one. */
const container = ['unshare', '--user', '--map-root-user', '--pid', '--fork', '--mount-proc', '--kill-child'];
const possible = spawnSync(container[0]!, [...container.slice(1), 'true']).status === 0;

describe.skipIf(!possible)('a claim from a container, whose process has number 1 or so', () => {
  it('is respected outside and in another container, however deep the folder', async () => {
    for (const deep of [folder, join(folder, 'long'.repeat(40))]) {
      await mkdir(deep, { recursive: true });
      const [inside, other] = [await claimer(...container), await claimer(...container)];
      expect(await inside.tell({ folder: deep })).toBe('held');
      // Also where its renewals cannot be relied on.
      const file = join(deep, 'claim.1.json');
      const old = new Date(Date.now() - 1e6);
      await utimes(file, old, old);
      expect(JSON.parse(readFileSync(file, 'utf8')).pid).not.toBe(inside.process.pid);
      await expect(claimRun(deep)).rejects.toThrow(/is writing this run/);
      expect(await other.tell({ folder: deep })).toMatch(/is writing this run/);
      expect(await inside.tell({})).toBe('still held');
    }
  });

  it('is void at once when the container is restarted, or gone', async () => {
    const first = await claimer(...container);
    expect(await first.tell({ folder })).toBe('held');
    // Keeps the first namespace's number from being used again.
    const between = await claimer(...container);
    await first.kill();
    const second = await claimer(...container);
    await expect.poll(() => claimant(folder)).toBeUndefined();
    expect(await second.tell({ folder })).toBe('held');
    await second.kill();
    await expect.poll(() => claimant(folder)).toBeUndefined();
    await (await claimRun(folder)).release();
    expect(existsSync(join(folder, 'claim.3.json'))).toBe(true);
    await between.kill();
  });
});
