import { type ChildProcessByStdio, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { claimant, claimFolder, type FolderClaim, sealedJson } from '../src/index.js';

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
/** The folder as this process holds it, which must be possible. */
async function hold(into = folder): Promise<FolderClaim> {
  const claim = await claimFolder(into);
  if (claim.rival !== undefined) throw new Error(`held by ${claim.rival.pid}`);
  return claim;
}
/** The process that holds the folder, where this one cannot. */
async function rival(of = folder) {
  const { rival: found } = await claimFolder(of);
  return found;
}
/** What this process writes about itself. */
async function ownClaim(): Promise<Record<string, unknown>> {
  const aside = join(parent, `own-${folders++}`);
  await mkdir(aside);
  const claim = await hold(aside);
  const own = JSON.parse(readFileSync(join(aside, 'claim.1.json'), 'utf8'));
  await claim.release();
  return own;
}

/** A process that claims folders as it is told. */
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
  it('lets only one process hold a folder', async () => {
    const claim = await hold();
    const own = { pid: process.pid, host: hostname() };
    expect(await claimant(folder)).toMatchObject(own);
    expect(await rival()).toMatchObject({ ...own, file: join(folder, 'claim.1.json'), valid: 300 });
    expect(claim.isLost()).toBe(false);
    await claim.release();
    expect(await claimant(folder)).toBeUndefined();
    await (await hold()).release();
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
      const answers = await Promise.all(rivals.map((one) => one.tell({ folder, at })));
      expect(
        answers.filter((answer) => answer === 'held'),
        `round ${round}: ${answers}`,
      ).toHaveLength(1);
      expect(answers.filter((answer) => answer === "another's")).toHaveLength(2);
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
      await (await hold()).release();
    }
  });

  it('of a killed process is void at once, and what is left of it is removed with the next', async () => {
    const other = await claimer();
    expect(await other.tell({ folder })).toBe('held');
    expect((await rival())?.pid).toBe(other.process.pid);
    await other.kill();
    await (await hold()).release();
    expect(await readdir(folder)).toEqual(['claim.2.json']);
  });

  it('that nobody here can ask about is void when it was not renewed for 5 minutes', async () => {
    const own = await ownClaim();
    const strangers: Record<string, Record<string, unknown>> = {
      'another machine': { pid: 1, host: 'elsewhere', boot: 'another' },
      'this machine before it was restarted': { ...own, boot: 'another' },
      'another container that nobody can ask': { ...own, pidNamespace: '1', socket: undefined },
    };
    for (const [who, claim] of Object.entries(strangers)) {
      await newFolder();
      const file = await leave(claim);
      expect(await claimant(folder), who).toBeDefined();
      expect((await rival())?.pid, who).toBe(claim.pid);
      const old = new Date(Date.now() - 301_000);
      await utimes(file, old, old);
      expect(await claimant(folder), who).toBeUndefined();
      await (await hold()).release();
    }
  });

  it('that is damaged, or half written, counts until it is old', async () => {
    const file = join(folder, 'claim.1.json');
    await writeFile(file, '{"pid":');
    expect(await rival()).toMatchObject({ pid: 0, file });
    expect(await claimant(folder)).toBeUndefined();
    const old = new Date(Date.now() - 301_000);
    await utimes(file, old, old);
    await (await hold()).release();
  });

  it('tells its holder when another has taken the run over', async () => {
    const claim = await hold();
    expect(claim.isLost()).toBe(false);
    await leave({ pid: 1, host: 'elsewhere' }, 2);
    await rm(join(folder, 'claim.1.json'));
    expect(claim.isLost()).toBe(true);
    await claim.release();
    expect((await readdir(folder)).filter((name) => /^claim\.\d+\.json$/.test(name))).toEqual([
      'claim.2.json',
    ]);
    await rename(folder, `${folder}-moved`);
    expect(() => claim.isLost()).toThrow('ENOENT');
  });

  it('is not taken for one of the same number, in a folder that has come in the place of its own', async () => {
    const first = await hold();
    await rename(folder, `${folder}-moved`);
    await mkdir(folder);
    const second = await hold();
    expect([first.isLost(), second.isLost()]).toEqual([true, false]);
    await first.release();
    await first.remove();
    expect((await rival())?.pid).toBe(process.pid);
    await second.remove();
    expect(existsSync(folder)).toBe(false);
  });

  it('goes with its folder, and whoever waits for it finds none', async () => {
    const claim = await hold();
    await writeFile(join(folder, 'left'), '');
    await claim.remove();
    await expect(claimFolder(folder)).rejects.toThrow('ENOENT');
    expect((await readdir(parent)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('stays with a process that stands still', async () => {
    const other = await claimer();
    expect(await other.tell({ folder })).toBe('held');
    other.process.kill('SIGSTOP');
    const old = new Date(Date.now() - 1e6);
    await utimes(join(folder, 'claim.1.json'), old, old);
    expect((await rival())?.pid).toBe(other.process.pid);
    other.process.kill('SIGCONT');
    expect(await other.tell({})).toBe('still held');
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
      expect(await rival(deep)).toBeDefined();
      expect(await other.tell({ folder: deep })).toBe("another's");
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
    await (await hold()).release();
    expect(existsSync(join(folder, 'claim.3.json'))).toBe(true);
    await between.kill();
  });
});
