import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { releaseDeadTerminals } from '../src/release-dead-terminals.js';
import { sayHowToResume } from '../src/say-how-to-resume.js';
import { StopRequest, stopCode } from '../src/stop-request.js';
import type { CommandSurroundings } from '../src/surroundings.js';

it.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('a command that %s stopped ends with %i, as shells have it', (signal, code) => {
  expect(stopCode(new StopRequest(signal))).toBe(code);
  expect(new StopRequest(signal).name).toBe('AbortError');
});

it('a stop by the program itself counts as Ctrl-C', () => {
  expect(stopCode(new Error('enough'))).toBe(130);
});

it('says how to go on in words that a shell reads as they were', () => {
  const stderr = new PassThrough();
  let code: number | undefined;
  const surroundings: Partial<CommandSurroundings> = {
    stderr,
    argv: ['train', '--data', "a 'b' c", '--out', 'runs/ä', 'x\u001b[2J'],
    name: 'npx rectified',
    signal: AbortSignal.abort(new StopRequest('SIGTERM')),
    exit: (value) => {
      code = value;
    },
  };
  sayHowToResume(surroundings as CommandSurroundings);
  expect(code).toBe(143);
  expect(String(stderr.read())).toBe(
    "stopped and saved; to resume:\n  npx rectified train --data 'a '\\''b'\\'' c' --out 'runs/ä' $'x\\u001b[2J'\n",
  );
});

it('streams that are no terminals stay open when the process ends', () => {
  const before = process.listeners('exit');
  releaseDeadTerminals();
  const [added] = process.listeners('exit').filter((listener) => !before.includes(listener));
  expect(() => added!.call(process, 0)).not.toThrow();
  process.off('exit', added!);
  expect(process.stdout.write('')).toBe(true);
});
