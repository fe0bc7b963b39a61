import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir, hostname, tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import util from 'node:util';
import type { InputError } from '@rectified/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  CommandError,
  cacheFolder,
  fileError,
  isRunning,
  makeOnce,
  mendUtil,
  runCommand,
} from '../src/index.js';

const node = (script: string, options = {}) => runCommand(process.execPath, ['-e', script], options);

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
  mendUtil();
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
      '/out: no permission. Choose another folder, or change its permissions',
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
    await expect(runCommand('no-such-command', [])).rejects.toThrow(/ENOENT/);
  });

  it('is killed by an abort, which throws the reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const running = node('setInterval(() => {}, 1000)', {
      signal: controller.signal,
    });
    controller.abort(reason);
    await expect(running).rejects.toBe(reason);
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

  it('removes what a killed process left, and leaves alone what another one is making', async () => {
    const dead = await node('console.log(String(process.pid))');
    const left = join(parent, `.unfinished~${hostname()}~${dead.trim()}~x`);
    const living = join(parent, `.unfinished~${hostname()}~${process.pid}~x`);
    const elsewhere = join(parent, '.unfinished~another machine~1~x');
    for (const folder of [left, living, elsewhere]) await mkdir(folder);
    await makeOnce(join(parent, 'a'), fill('made'));
    expect((await readdir(parent)).sort()).toEqual([basename(elsewhere), basename(living), 'a'].sort());
  });
});
