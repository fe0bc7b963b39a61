import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { temporaryFolder } from '@rectified/testing/files';
import { build } from 'esbuild';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cifar10Classes, openCifar10, readCifar10, readCifar100 } from '../src/index.js';
import { cifar10Files, cifar100Files, records, write } from './fixtures.js';

const file = cifar10Files()['test_batch.bin'] as Uint8Array<ArrayBuffer>;

describe('readCifar10', () => {
  it.each<[string, () => Parameters<typeof readCifar10>[0]]>([
    ['bytes', () => file],
    ['bytes within others', () => new Uint8Array([0, ...file, 0]).subarray(1, file.length + 1)],
    ['an ArrayBuffer', () => file.slice().buffer],
    ['a Blob', () => new Blob([file])],
    ['a Response', () => new Response(file)],
    ['a stream', () => new Blob([file]).stream()],
    ['several', () => [file.subarray(0, 3 * 3073), new Blob([file.subarray(3 * 3073)])]],
  ])('reads %s', async (_, make) => {
    const folder = await write(temporaryFolder(onTestFinished), cifar10Files());
    const { test } = await openCifar10(folder);
    const read = await readCifar10(make(), { name: 'mine' });
    expect([read.name, read.size, read.classes]).toEqual(['mine', 6, cifar10Classes]);
    expect([...read]).toEqual([...test]);
    if (!Array.isArray(make())) expect(read.fingerprint).toBe(test.fingerprint);
  });

  it('does not change with the memory it was given', async () => {
    for (const bytes of [file.slice(), file.slice().buffer]) {
      const read = await readCifar10(bytes);
      new Uint8Array(bytes).fill(7);
      expect(read.get(1).pixels).toEqual((await readCifar10(file)).get(1).pixels);
    }
  });

  it('names what is wrong', async () => {
    await expect(readCifar10(file.subarray(1))).rejects.toThrow('file 1: truncated or damaged file');
    await expect(readCifar10([file, file.subarray(3073)])).rejects.toThrow('file 2: truncated training file');
    await expect(readCifar10(cifar100Files()['train.bin'] as Uint8Array)).rejects.toThrow(
      'a file of CIFAR-100',
    );
    await expect(readCifar10(records(2, (image) => [image + 9]))).rejects.toThrow('label out of range');
    await expect(readCifar10([])).rejects.toThrow('nothing to read');
    await expect(readCifar10(new Response('', { status: 404 }))).rejects.toThrow(
      'the server did not send the file: expected HTTP 200, got HTTP 404',
    );
    await expect(readCifar10(file, { classes: ['a'] })).rejects.toThrow(
      'bad class names: expected 10, got 1',
    );
    // @ts-expect-error: not one of the two
    await expect(readCifar100(file, { labels: 'fin' })).rejects.toThrow('Did you mean "fine"?');
  });

  it('reads both kinds of labels of CIFAR-100', async () => {
    const hundred = cifar100Files()['train.bin'] as Uint8Array;
    expect((await readCifar100(hundred)).get(47)).toMatchObject({ label: 47, name: 'maple_tree' });
    expect((await readCifar100(hundred, { labels: 'coarse' })).get(47)).toMatchObject({
      label: 7,
      name: 'insects',
    });
  });
});

/** A program for a browser with what it imports, from the sources by the conditions that a user's bundler has. */
async function bundle(program: string): Promise<string> {
  const { exports } = JSON.parse(await readFile(resolve(import.meta.dirname, '../package.json'), 'utf8'));
  // What `dist` is built of, which may not be there.
  const source = exports['.'].browser.default.replace('./dist/', '../src/').replace(/\.js$/, '.ts');
  const { outputFiles } = await build({
    stdin: {
      contents: program.replace('@rectified/cifar', resolve(import.meta.dirname, source)),
      resolveDir: import.meta.dirname,
      loader: 'ts',
    },
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    globalName: 'bundled',
    conditions: ['@rectified/source'],
    plugins: [
      {
        name: 'no-node',
        setup: ({ onResolve }) =>
          onResolve({ filter: /.*/ }, ({ path, importer }) =>
            isBuiltin(path) ? { errors: [{ text: `${importer} imports ${path}` }] } : undefined,
          ),
      },
    ],
  });
  return outputFiles[0]!.text;
}

describe('in a browser', () => {
  const program = `
    import { cifar10Classes, readCifar10, readCifar100 } from '@rectified/cifar';
    export { cifar10Classes, readCifar10, readCifar100 };
  `;

  it('nothing of Node is asked for, and the bundle runs without it', async () => {
    const code = await bundle(program);
    expect(code).not.toMatch(/\bnode:/);
    // What every browser has, and no \`process\`, \`require\` or \`Buffer\`; no \`crypto\`, as on a page without https.
    const browser = {
      Uint8Array,
      ArrayBuffer,
      Blob,
      Response,
      ReadableStream,
      TextEncoder,
      TextDecoder,
      URL,
    };
    const { cifar10Classes: classes, readCifar10: read } = runInNewContext(`${code}; bundled`, browser);
    expect([...classes]).toEqual([...cifar10Classes]);
    const inBrowser = await read(new Response(file));
    expect(inBrowser.get(3)).toEqual((await readCifar10(file)).get(3));
    expect(inBrowser.fingerprint).toBe((await readCifar10(file)).fingerprint);
  });

  it('the package leads a bundler to that entry', async () => {
    const { exports } = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'));
    const conditions = Object.keys(exports['.']);
    expect(conditions.indexOf('browser')).toBeLessThan(conditions.indexOf('import'));
    expect(exports['.'].browser).toEqual(exports['./bytes'].import);
    expect(exports['./bytes']['@rectified/source']).toBe('./src/bytes/index.ts');
  });
});
