import { Writable } from 'node:stream';
import { InputError } from '@rectified/errors';
import { afterEach, expect, it, vi } from 'vitest';
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

it('withFileError returns what the action returns, and explains the refusals of the file system only', () => {
  expect(withFileError('/out', () => 3)).toBe(3);
  const refusing = (error: Error) => () =>
    withFileError('/out', () => {
      throw error;
    });
  expect(refusing(Object.assign(new Error(), { code: 'EROFS' }))).toThrow(InputError);
  expect(refusing(new RangeError('ours'))).toThrow(new RangeError('ours'));
});
