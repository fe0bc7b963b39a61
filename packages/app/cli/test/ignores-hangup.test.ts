import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@rectified/testing/files';
import { afterAll, expect, it } from 'vitest';
import { ignoresHangup } from '../src/ignores-hangup.js';

const directory = temporaryFolder(afterAll);

/** A `/proc` with the standard input opened so, and a parent. */
function proc(name: string, { flags = '0100000', ignored = '0000000000000000', comm = 'bash' } = {}): string {
  const root = join(directory, name);
  mkdirSync(join(root, 'self', 'fdinfo'), { recursive: true });
  mkdirSync(join(root, '7'));
  writeFileSync(join(root, 'self', 'fdinfo', '0'), `pos:\t0\nflags:\t${flags}\n`);
  writeFileSync(join(root, '7', 'status'), `Name:\t${comm}\nSigIgn:\t${ignored}\n`);
  writeFileSync(join(root, '7', 'comm'), `${comm}\n`);
  return root;
}

it.each([
  ['a shell that says so', true, { _: '/usr/bin/nohup' }, {}],
  ['an input that can only be written', true, {}, { flags: '0100001' }],
  ['a script under nohup', true, { _: '/usr/bin/node' }, { ignored: '0000000000000001', comm: 'sh' }],
  ['a parent that ignores it for itself', false, {}, { ignored: '0000000000000001', comm: 'python3' }],
  ['a shell that ignores another signal', false, {}, { ignored: '0000000000000006' }],
  ['nothing of the kind', false, { _: '/usr/bin/node' }, {}],
])('%s: %s', (name, expected, environment, files) => {
  expect(ignoresHangup({ environment, parent: 7, proc: proc(name, files) })).toBe(expected);
});

it('where there is no /proc', () => {
  expect(ignoresHangup({ environment: {}, parent: 7, proc: join(directory, 'none') })).toBe(false);
});
