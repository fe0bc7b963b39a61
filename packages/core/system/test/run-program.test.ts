import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Writable } from 'node:stream';
import { InputError } from '@rectified/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { runProgram, withFileError } from '../src/index.js';

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

/** Runs a program that writes a line to a stdout which fails with a code. Returns its exit code and what it wrote to stderr. */
async function programWith(code: string | undefined, result: number | Error) {
  const error = code && Object.assign(new Error(code), { code });
  const stdout = new Writable({ write: (_chunk, _encoding, done) => done(error || null) });
  const told: string[] = [];
  const stderr = new Writable({
    write: (chunk, _encoding, done) => {
      told.push(String(chunk));
      done();
    },
  });
  vi.spyOn(process, 'stdout', 'get').mockReturnValue(stdout as typeof process.stdout);
  vi.spyOn(process, 'stderr', 'get').mockReturnValue(stderr as typeof process.stderr);
  const main = async () => {
    stdout.write('a result\n');
    if (result instanceof Error) throw result;
    return result;
  };
  await runProgram(main, 'error: ');
  const ended = process.exitCode;
  vi.restoreAllMocks();
  return { ended, told: told.join('') };
}

it('a program ends with the exit code of its main', async () => {
  expect(await programWith(undefined, 0)).toEqual({ ended: 0, told: '' });
  expect(await programWith(undefined, 2)).toEqual({ ended: 2, told: '' });
});

it('a program with invalid input says so and ends with 2, and so does one to which the file system refuses something', async () => {
  const invalid = new InputError({ what: 'a name', expected: 'one', got: 'none' });
  expect(await programWith(undefined, invalid)).toEqual({
    ended: 2,
    told: 'error: a name: expected one, got none\n',
  });
  const full = Object.assign(new Error(), { code: 'ENOSPC', path: '/out' });
  expect(await programWith(undefined, full)).toEqual({
    ended: 2,
    told: expect.stringMatching(/^error: \/out: the disk is full\./),
  });
  await expect(programWith(undefined, new RangeError('ours'))).rejects.toThrow(new RangeError('ours'));
});

it('a program whose reader has left ends as if the reader had stayed', async () => {
  expect(await programWith('EPIPE', 0)).toEqual({ ended: 0, told: '' });
  expect(await programWith('EPIPE', 2)).toEqual({ ended: 2, told: '' });
});

it('a program whose output is lost says why, and does not end as if it had succeeded', async () => {
  const { ended, told } = await programWith('ENOSPC', 0);
  expect(ended).toBe(1);
  expect(told).toMatch(/^error: stdout: the disk is full\..*\n$/);
  expect(await programWith('ENOSPC', 2)).toMatchObject({ ended: 2 });
  expect(await programWith('ERR_STRANGE', 0)).toEqual({ ended: 1, told: 'error: stdout: ERR_STRANGE\n' });
});

describe.skipIf(process.platform === 'win32').each(['log', 'write'])(
  'a program with a big result, by %s',
  (how) => {
    let folder: string;
    let file: string;
    beforeEach(() => {
      folder = mkdtempSync(join(tmpdir(), 'run-program-'));
      file = join(folder, 'result');
    });
    afterEach(() => rmSync(folder, { recursive: true }));

    const bytes = 2e6;
    /** Runs it in a shell, where it is `"$@"`. */
    function inShell(command: string) {
      const program = [
        ...[process.execPath, '--conditions=@rectified/source', '--import', import.meta.resolve('tsx')],
        ...[resolve('test', 'big-program.ts'), `${bytes}`, how],
      ];
      const options = { encoding: 'utf8', maxBuffer: 2 * bytes } as const;
      const { status, stdout, stderr } = spawnSync('sh', ['-c', command, 'sh', ...program], options);
      return { status, written: stdout.length, told: stderr };
    }

    it('writes it whole to a pipe and a file, or as much as the reader wants', () => {
      expect(inShell('"$@"')).toEqual({ status: 0, written: bytes, told: '' });
      expect(inShell(`"$@" > '${file}'`)).toEqual({ status: 0, written: 0, told: '' });
      expect(statSync(file).size).toBe(bytes);
      expect(inShell('{ "$@"; echo $? >&2; } | head -c 1')).toMatchObject({ written: 1, told: '0\n' });
    });

    it('says so where there is room for only a part', () => {
      // As on a disk that fills up. Shells count in units of 512 or 1024 bytes.
      expect(inShell(`ulimit -f 1024; "$@" > '${file}'`)).toEqual({
        status: 1,
        written: 0,
        told: 'error: stdout: the file would be larger than allowed. Raise the limit (`ulimit -f`)\n',
      });
      expect(statSync(file).size).toBeGreaterThan(0);
    });

    it.runIf(process.platform === 'linux')('says so where there is no room at all', () => {
      const { status, told } = inShell('"$@" > /dev/full');
      expect(status).toBe(1);
      expect(told).toMatch(/^error: stdout: the disk is full\..*\n$/);
    });
  },
);

it('a program that throws before it returns a promise has failed like any other', async () => {
  const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const invalid = () => {
    throw new InputError({ what: 'a name' });
  };
  await runProgram(invalid, 'error: ');
  expect(process.exitCode).toBe(2);
  expect(told.mock.calls).toEqual([['error: a name\n']]);
});

it.each([[1.5], [70_000], [-1], [Number.NaN], [undefined], ['3']])(
  'a program whose main returns %s says that it is no exit code',
  async (code) => {
    await expect(programWith(undefined, code as number)).rejects.toThrow(
      /^exit code of main: expected a whole number from 0 to 255, got /,
    );
  },
);

it('withFileError returns what the action returns, and explains the refusals of the file system only', () => {
  expect(withFileError('/out', () => 3)).toBe(3);
  const refusing = (error: Error) => () =>
    withFileError('/out', () => {
      throw error;
    });
  expect(refusing(Object.assign(new Error(), { code: 'EROFS' }))).toThrow(InputError);
  expect(refusing(new RangeError('ours'))).toThrow(new RangeError('ours'));
});
