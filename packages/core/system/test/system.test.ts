import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { type InputError, isInputError } from '@rectified/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  abandonedIn,
  CommandError,
  cacheFolder,
  fileError,
  isAlive,
  isRunning,
  makeFolder,
  makeOnce,
  type ProcessIdentity,
  patchNodeUtil,
  processorCount,
  quoteForShell,
  runCommand,
  thisProcess,
  threadCount,
  waitedForProcessor,
} from '../src/index.js';

const node = (script: string, options = {}) => runCommand(process.execPath, ['-e', script], options);

it.skipIf(process.platform === 'win32')('a word quoted for a shell reaches a command as it is', async () => {
  const words = [
    '',
    'a b',
    "it's",
    '$HOME',
    '`id`',
    '"',
    '!!',
    '\\',
    '*',
    '~',
    '-n',
    'ä',
    '&& id',
    'runs/relu-1',
  ];
  const printed = await runCommand('/bin/sh', ['-c', `printf '%s\\n' ${words.map(quoteForShell).join(' ')}`]);
  expect(printed).toBe(`${words.join('\n')}\n`);
  expect(quoteForShell('runs/relu-1')).toBe('runs/relu-1');
  // Not by /bin/sh, which may not know $'...'.
  expect(quoteForShell("a\nb\\'\u202e")).toBe("$'a\\u000ab\\\\\\'\\u202e'");
});

it('the cache folder follows the variables, an empty one counting as none', () => {
  expect(cacheFolder({ RECTIFIED_CACHE: '/a', XDG_CACHE_HOME: '/b' })).toBe('/a');
  expect(cacheFolder({ RECTIFIED_CACHE: '', XDG_CACHE_HOME: '/b' })).toBe('/b/rectified');
  expect(cacheFolder({})).toBe(join(homedir(), '.cache/rectified'));
});

it('a process runs until it has ended', async () => {
  const pid = Number(await node('console.log(String(process.pid))'));
  expect(isRunning(pid)).toBe(false);
  expect(isRunning(process.pid)).toBe(true);
  expect(isRunning(1)).toBe(true); // Somebody else's, for most users.
});

it('tfjs-node finds the function that Node 23 dropped', () => {
  const functions = util as { isNullOrUndefined?: (value: unknown) => boolean };
  const own = functions.isNullOrUndefined;
  delete functions.isNullOrUndefined;
  patchNodeUtil();
  const found = [null, undefined, 0, ''].map((value) => functions.isNullOrUndefined?.(value));
  if (own) functions.isNullOrUndefined = own;
  expect(found).toEqual([true, true, false, false]);
});

describe('a file error', () => {
  it('says what the code means and what to do', () => {
    const texts = ['ENOSPC', 'EROFS', 'EACCES'].map(
      (code) => (fileError(Object.assign(new Error(), { code }), '/out') as InputError).message,
    );
    expect(texts).toEqual([
      '/out: the disk is full. Free some space, or choose a folder on another disk',
      '/out: the file system is read-only. Choose a folder on another file system',
      '/out: permission denied. Choose another folder, or change its permissions',
    ]);
  });

  it('names the path that the error names', () => {
    const cause = Object.assign(new Error(), { code: 'EIO', path: '/out/a' });
    const error = fileError(cause, '/out') as InputError;
    expect(error.message).toMatch(/^\/out\/a: the disk failed/);
    expect(error.cause).toBe(cause);
  });

  it('leaves other errors as they are', () => {
    const error = new TypeError('mistake');
    expect(fileError(error, '/out')).toBe(error);
  });
});

describe('a command', () => {
  it('gives what it writes, with the folder and variables it is given', async () => {
    const env = { ...process.env, GREETING: 'hello' };
    const script = 'process.stdout.write([process.cwd(), process.env.GREETING, process.argv[1]].join())';
    const output = await runCommand(process.execPath, ['-e', script, '$HOME "'], { cwd: '/', env });
    expect(output).toBe('/,hello,$HOME "');
  });

  it('that fails throws the end of what it wrote, and keeps the whole', async () => {
    const error = await node('for (let i = 0; i < 20; i++) console.error(String(i)); process.exit(3)').catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(CommandError);
    expect((error as CommandError).message).toBe('12\n13\n14\n15\n16\n17\n18\n19');
    expect((error as CommandError).output.split('\n')).toHaveLength(20);
  });

  it('that fails on standard output only, or silently, is told all the same', async () => {
    await expect(node('console.log("why"); process.exit(1)')).rejects.toThrow(/^why$/);
    await expect(node('process.exit(1)')).rejects.toThrow(/^Command failed/);
    await expect(runCommand('no-such-command', [])).rejects.toThrow(/no-such-command: not found/);
  });

  it('is killed by an abort, which throws the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = node('setInterval(() => {}, 1000)', {
      signal: controller.signal,
    });
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
    await expect(node('', { signal: controller.signal })).rejects.toBe(reason);
  });

  it.skipIf(process.platform === 'win32')(
    'ends at an abort with all that it has started, before the reason is thrown',
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'rectified-system-'));
      const file = join(folder, 'pids');
      const controller = new AbortController();
      // As a compiler's driver does it: the work is another process's, which no signal to the first one reaches.
      const running = runCommand(
        '/bin/sh',
        ['-c', 'sleep 300 & echo $$ $! > "$0.new"; mv "$0.new" "$0"; wait', file],
        {
          signal: controller.signal,
        },
      );
      running.catch(() => {});
      await vi.waitFor(() => readFile(file), { timeout: 20_000 });
      const pids = (await readFile(file, 'utf8')).trim().split(' ').map(Number);
      controller.abort(new Error('enough'));
      await expect(running).rejects.toThrow('enough');
      await rm(folder, { recursive: true });
      // The last of them may still be on its way out.
      for (const pid of pids) await expect.poll(() => isRunning(pid), { timeout: 20_000 }).toBe(false);
    },
  );

  it.skipIf(process.platform === 'win32')('that was killed says by what', async () => {
    const error = await node('process.kill(process.pid, "SIGSEGV")').catch((thrown: unknown) => thrown);
    expect((error as CommandError).killedBy).toBe('SIGSEGV');
    expect((error as CommandError).message).toContain('SIGSEGV');
  });
});

describe('makeOnce', () => {
  let parent: string;
  beforeEach(async () => {
    parent = await mkdtemp(join(tmpdir(), 'rectified-system-'));
  });
  afterEach(() => rm(parent, { recursive: true }));
  const fill = (text: string) => (folder: string) => writeFile(join(folder, 'file'), text);

  it('makes a folder once, and its parents', async () => {
    const folder = join(parent, 'a/b');
    await makeOnce(folder, fill('first'));
    await makeOnce(folder, () => Promise.reject(new Error('called again')));
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('first');
  });

  it('of two at once the first wins, and both have it', async () => {
    const folder = join(parent, 'a');
    const slow = async (temporary: string) => {
      await fill('slow')(temporary);
      await makeOnce(folder, fill('fast'));
    };
    await makeOnce(folder, slow);
    expect(await readFile(join(folder, 'file'), 'utf8')).toBe('fast');
    expect(await readdir(parent)).toEqual(['a']);
  });

  it('leaves nothing of what failed', async () => {
    const failing = async (temporary: string) => {
      await fill('half')(temporary);
      throw new Error('why');
    };
    await expect(makeOnce(join(parent, 'a'), failing)).rejects.toThrow('why');
    expect(await readdir(parent)).toEqual([]);
  });

  it('replaces what is not whole, be it a folder, a file or a link that leads nowhere', async () => {
    const folder = join(parent, 'a');
    const isWhole = async (path: string) =>
      (await readFile(join(path, 'file'), 'utf8').catch(() => '')) === 'made';
    const broken: (() => Promise<unknown>)[] = [
      () => mkdir(folder),
      () => mkdir(folder).then(() => fill('damaged')(folder)),
      () => writeFile(folder, 'a file'),
      () => symlink(join(parent, 'nowhere'), folder),
    ];
    for (const make of broken) {
      await make();
      await makeOnce(folder, fill('made'), { isWhole });
      expect(await readFile(join(folder, 'file'), 'utf8')).toBe('made');
      expect(await readdir(parent)).toEqual(['a']);
      await makeOnce(folder, () => Promise.reject(new Error('called again')), { isWhole });
      await rm(folder, { recursive: true });
    }
  });

  it('removes what a killed process left, and leaves alone what another one is making', async () => {
    const dead = (await node('console.log(String(process.pid))')).trim();
    const name = (changes: Partial<Record<keyof ProcessIdentity, string>>) => {
      const { host, boot, pidNamespace, pid, start } = { ...thisProcess(), ...changes };
      return `.unfinished~${host}~${boot}~${pidNamespace}~${pid}~${start}~x`;
    };
    const left = name({ pid: dead });
    // The number is taken again, by this process.
    const reused = name({ start: '1' });
    const living = name({});
    // Whether these run cannot be told: a folder that is untouched for long is given up.
    const [elsewhere, container, old] = [
      name({ host: 'elsewhere' }),
      name({ pidNamespace: '1' }),
      name({ host: 'long ago' }),
    ];
    for (const folder of [left, reused, living, elsewhere, container, old]) await mkdir(join(parent, folder));
    const yesterday = new Date(Date.now() - 24 * 60 * 60 * 1000);
    for (const folder of [living, old]) await utimes(join(parent, folder), yesterday, yesterday);
    const abandoned = await abandonedIn(parent);
    await makeOnce(join(parent, 'a'), fill('made'));
    const kept = [elsewhere, container, living, ...(process.platform === 'linux' ? [] : [reused])];
    expect((await readdir(parent)).sort()).toEqual([...kept, 'a'].sort());
    const gone = [left, reused, old].filter((name) => !kept.includes(name));
    expect(abandoned.sort()).toEqual(gone.map((name) => join(parent, name)).sort());
  });
});

describe('a folder', () => {
  it('is made with those above it, and may be there', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'rectified-system-'));
    await makeFolder(join(parent, 'a', 'b', 'c'));
    await makeFolder(join(parent, 'a', 'b', 'c'));
    expect(await readdir(join(parent, 'a', 'b'))).toEqual(['c']);
    await writeFile(join(parent, 'file'), '');
    await expect(makeFolder(join(parent, 'file', 'x'))).rejects.toThrow('is a file');
    await rm(parent, { recursive: true });
  });

  it.runIf(process.platform === 'linux')('that the system does not let be made is an error', async () => {
    await expect(makeFolder('/proc/rectified/a')).rejects.toSatisfy(isInputError);
    await expect(makeOnce('/proc/rectified/a', async () => {})).rejects.toSatisfy(isInputError);
  });
});

describe('an identity', () => {
  it('is of a process that runs, until it has ended', async () => {
    expect(isAlive(thisProcess())).toBe(true);
    const pid = Number(await node('console.log(String(process.pid))'));
    expect(isAlive({ ...thisProcess(), pid })).toBe(false);
  });

  it('of another machine or container tells nothing', () => {
    expect(isAlive({ ...thisProcess(), host: 'elsewhere' })).toBeUndefined();
    expect(isAlive({ ...thisProcess(), boot: 'another' })).toBeUndefined();
    expect(isAlive({ ...thisProcess(), pidNamespace: '1' })).toBeUndefined();
  });

  it.runIf(process.platform === 'linux')('is not that of a later process with the same number', () => {
    expect(isAlive({ ...thisProcess(), start: '1' })).toBe(false);
  });

  it('that knows no more than a number tells of a dead process alone', async () => {
    const { host, pid } = thisProcess();
    expect(isAlive({ host, pid })).toBeUndefined();
    const dead = Number(await node('console.log(String(process.pid))'));
    expect(isAlive({ host, pid: dead })).toBe(false);
  });
});

describe('threads', () => {
  it('are as many as were asked for, else as many as TensorFlow was told, else all that are allowed', () => {
    expect(threadCount({ RECTIFIED_THREADS: '3', TF_NUM_INTRAOP_THREADS: '5' })).toBe(3);
    expect(threadCount({ RECTIFIED_THREADS: '', TF_NUM_INTRAOP_THREADS: '5' })).toBe(5);
    expect(threadCount({ TF_NUM_INTRAOP_THREADS: '0' })).toBe(processorCount());
    expect(threadCount({})).toBe(processorCount());
  });

  it.each(['0', '-1', '1.5', 'two', '1e9', '99999'])('are not %s', (text) => {
    expect(() => threadCount({ RECTIFIED_THREADS: text })).toThrow(
      `the variable RECTIFIED_THREADS: expected a whole number from 1 to 1024, got "${text}"`,
    );
  });

  it('are no more than a container has time for', async () => {
    const root = await mkdtemp(join(tmpdir(), 'rectified-system-'));
    const put = async (path: string, text: string) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    };
    try {
      expect(processorCount(root)).toBe(availableParallelism());
      await put('proc/self/cgroup', '0::/work/mine\n');
      await put('sys/fs/cgroup/work/mine/cpu.max', 'max 100000\n');
      expect(processorCount(root)).toBe(availableParallelism());
      await put('sys/fs/cgroup/work/cpu.max', '150000 100000\n');
      expect(processorCount(root)).toBe(1);
      await put('proc/self/cgroup', '5:cpu,cpuacct:/docker/x\n1:name=systemd:/\n');
      await put('sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us', '-1\n');
      await put('sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us', '100000\n');
      expect(processorCount(root)).toBe(availableParallelism());
      await put('sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us', '50000\n');
      expect(processorCount(root)).toBe(1);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});

it.runIf(existsSync('/proc/self/schedstat'))(
  'knows how long a process has waited for a processor',
  async () => {
    const busy = Array.from({ length: processorCount() + 1 }, () =>
      spawn('/bin/sh', ['-c', 'while :; do :; done']),
    );
    try {
      const waited = () => busy.reduce((sum, { pid }) => sum + waitedForProcessor(pid), 0);
      // One of them always waits.
      await vi.waitFor(() => expect(waited()).toBeGreaterThan(100), { timeout: 30_000 });
    } finally {
      for (const child of busy) child.kill('SIGKILL');
    }
  },
);

it('a process that is not there has not waited', () => {
  expect(waitedForProcessor(undefined)).toBe(0);
});
