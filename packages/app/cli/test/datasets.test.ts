import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { smallCifar, temporaryFolder } from '@rectified/testing/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './call.js';

const directory = temporaryFolder(afterAll);
let url: string;
const server = createServer((_, response) => void response.writeHead(404).end());
beforeAll(async () => {
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
});

describe('datasets fetch', () => {
  it.each([
    ['after', (to: string) => ['datasets', 'fetch', 'synthetic-cifar10', '--to', to, '--json']],
    ['before', (to: string) => ['datasets', '--json', 'fetch', 'synthetic-cifar10', '--to', to]],
  ])('writes JSON with --json %s its name', async (_, argv) => {
    const to = join(directory, 'generated');
    const { code, stdout } = await call(argv(to));
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ name: 'synthetic-cifar10', folder: to });
    expect((await call(['datasets', 'fetch', 'synthetic-cifar10', '--to', to])).stdout).toBe(`${to}\n`);
  });

  it('says which source failed and why, and with --quiet only the end', async () => {
    const argv = ['datasets', 'fetch', 'cifar10', '--to', join(directory, 'none'), '--from', url];
    const loud = await call(argv);
    expect(loud).toMatchObject({ code: 2, stdout: '' });
    expect(loud.stderr).toContain(`CIFAR-10: trying cifar-10-binary.tar.gz in ${url}\n`);
    expect(loud.stderr).toMatch(/rectified: no source has CIFAR-10: .*--from FOLDER-OR-URL`\n$/);
    const quiet = await call([...argv, '--quiet']);
    expect(quiet).toMatchObject({ code: 2, stdout: '' });
    expect(quiet.stderr).toMatch(/^rectified: no source has CIFAR-10: .*\n$/);
    expect(loud.stderr.endsWith(quiet.stderr)).toBe(true);
  });

  it('names a bad address and a folder that is not there', async () => {
    for (const [option, place] of [
      ['--url', 'ftp://example.org/cifar-10-binary.tar.gz'],
      ['--from', join(directory, 'nowhere')],
    ] as const) {
      const { code, stderr } = await call([
        'datasets',
        'fetch',
        'cifar10',
        '--to',
        join(directory, 'none'),
        option,
        place,
      ]);
      expect(code).toBe(2);
      expect(stderr).toContain('rectified: ');
      expect(stderr).not.toContain('unexpected error');
    }
  });
});

describe('datasets seal', () => {
  it('records what a folder holds', async () => {
    const folder = smallCifar(join(directory, 'mine'));
    const { code, stdout } = await call(['datasets', 'seal', folder, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ folder, file: join(folder, 'seal.json') });
    expect(Object.keys(JSON.parse(readFileSync(join(folder, 'seal.json'), 'utf8')).files)).toContain(
      'test_batch.bin',
    );
  });

  it('names a folder that is not there', async () => {
    const { code, stderr } = await call(['datasets', 'seal', join(directory, 'nowhere')]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^rectified: .*nowhere.*\n$/);
  });
});
