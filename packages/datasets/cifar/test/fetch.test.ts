import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { DatasetError, type FetchProgress } from '@rectified/dataset';
import { temporaryFolder } from '@rectified/testing/files';
import { pack as createPack, type Header } from 'tar-stream';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { fetchFormat } from '../src/fetch-format.js';
import { fetchCifar10, fetchCifar100, openCifar10 } from '../src/index.js';
import { cifar10Files, small10Format, write } from './fixtures.js';
import { type Answer, cutFile, file, serve, status, wholeFile } from './server.js';

type EntryHeader = Pick<Header, 'name'> & Partial<Header>;

/** A tar.gz with these entries: files by path, and anything else. */
async function pack(files: Record<string, Uint8Array | string>, others: EntryHeader[] = []): Promise<Buffer> {
  const packing = createPack();
  for (const [name, content] of Object.entries(files)) packing.entry({ name }, Buffer.from(content));
  for (const header of others) packing.entry(header);
  packing.finalize();
  return gzipSync(await buffer(packing));
}

const inFolder = (files: Record<string, Uint8Array | string>) =>
  Object.fromEntries(
    Object.entries(files).map(([name, content]) => [`cifar-10-batches-bin/${name}`, content]),
  );

/** What is published; with random content, so that packing does not make it small. */
const published = () =>
  pack(inFolder({ ...cifar10Files(), 'readme.html': randomBytes(200_000) }), [
    { name: 'cifar-10-batches-bin/', type: 'directory' },
  ]);

/** Where a download of this address is kept until all is done. */
const partialOf = (url: string) =>
  join(
    `${folder}.download`,
    `${createHash('sha256').update(url).digest('hex').slice(0, 8)}-${new URL(url).pathname.split('/').pop()}`,
  );

/** A promise and the progress callback that keeps it when `bytes` were downloaded. */
function arrival(bytes: number) {
  let arrived = () => {};
  const promise = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const onProgress = ({ stage, done }: FetchProgress) => {
    if (stage === 'download' && done >= bytes) arrived();
  };
  return { promise, onProgress };
}

let folder: string;
let archive: Buffer;
const format = small10Format;
let half: number;
beforeEach(async () => {
  folder = join(temporaryFolder(onTestFinished), 'data', 'cifar-10-batches-bin');
  archive = await published();
  half = archive.length >> 1;
});

const patience = { wait: 1 };
const get = (answers: Answer[], options: object = {}) =>
  serve(...answers).then(async ({ url, asked }) => ({
    asked,
    url,
    result: await fetchFormat(folder, format, { url, ...patience, ...options }).catch(
      (error: unknown) => error,
    ),
  }));

/** The dataset lies complete in its folder, and nothing else beside it. */
async function expectComplete() {
  expect((await openCifar10(folder)).train.size).toBe(20);
  expect(await readdir(dirname(folder))).toEqual(['cifar-10-batches-bin']);
}

/** A `DatasetError` that says everything; nothing lies where a loader would look. */
function expectFault(error: unknown, message: string | RegExp) {
  expect(error).toBeInstanceOf(DatasetError);
  expect((error as DatasetError).message).toMatch(message);
  const { details } = error as DatasetError;
  for (const part of ['file', 'expected', 'got', 'remedy'] as const) expect(details[part]).toBeTruthy();
  expect(existsSync(folder)).toBe(false);
  expect(existsSync(join(`${folder}.download`, 'unpacked'))).toBe(false);
}

describe('a download', () => {
  it('is checked, unpacked and moved into place, and happens once', async () => {
    const stages: FetchProgress[] = [];
    const { asked, result } = await get([file(archive)], {
      onProgress: (now: FetchProgress) => stages.push(now),
    });
    expect(result).toBe(folder);
    await expectComplete();
    expect([...new Set(stages.map(({ stage }) => stage))]).toEqual(['download', 'unpack']);
    expect(stages.find(({ done }) => done === archive.length)).toEqual({
      stage: 'download',
      done: archive.length,
      total: archive.length,
    });

    await fetchFormat(folder, format, { url: 'http://127.0.0.1:1/' });
    expect(asked).toEqual([{ range: undefined, ifRange: undefined }]);
  });

  it('may go into a folder that is there but empty', async () => {
    await mkdir(folder, { recursive: true });
    await get([file(archive)]);
    await expectComplete();
  });

  it('takes a folder with a slash at its end', async () => {
    const { url } = await serve(file(archive));
    await fetchFormat(`${folder}/`, format, { url });
    await expectComplete();
  });

  it('follows redirects', async () => {
    const { url } = await serve(file(archive));
    const { result } = await get([status(302, { location: url })]);
    expect(result).toBe(folder);
  });
});

describe('a connection that is cut', () => {
  it('goes on where it stopped', async () => {
    const { promise, onProgress } = arrival(half);
    const { asked, result } = await get([cutFile(archive, half, promise), file(archive)], { onProgress });
    expect(result).toBe(folder);
    await expectComplete();
    expect(asked).toEqual([
      { range: undefined, ifRange: undefined },
      { range: `bytes=${half}-`, ifRange: '"1"' },
    ]);
  });

  it('goes on in another process, also by date where there is no strong ETag', async () => {
    const headers = { etag: 'W/"1"', 'last-modified': 'Thu, 04 Jun 2009 21:31:37 GMT' };
    const { url, asked } = await serve(
      cutFile(archive, half, new Promise(() => {}), headers),
      file(archive, headers),
    );
    const stop = new AbortController();
    const { promise, onProgress } = arrival(half);
    const fetching = fetchFormat(folder, format, { url, ...patience, onProgress, signal: stop.signal });
    await promise;
    stop.abort(new Error('Ctrl-C'));
    await expect(fetching).rejects.toThrow('Ctrl-C');
    expect(existsSync(folder)).toBe(false);

    await fetchFormat(folder, format, { url, ...patience });
    await expectComplete();
    expect(asked[1]).toEqual({ range: `bytes=${half}-`, ifRange: headers['last-modified'] });
  });

  it.each([
    ['knows nothing of ranges', { etag: '"1"' }, (whole: Buffer) => [wholeFile(whole)]],
    ['cannot say whether its file has changed', {}, (whole: Buffer) => [file(whole, {})]],
    ['has another file by now', { etag: '"0"' }, (whole: Buffer) => [file(whole)]],
    ['finds the range too long', { etag: '"1"' }, (whole: Buffer) => [status(416), file(whole)]],
    [
      'sends another range',
      { etag: '"1"' },
      (whole: Buffer) => [status(206, { 'content-range': 'bytes 0-1/2' }, 'xx'), file(whole)],
    ],
  ])('starts anew when the server %s', async (_, headers, then) => {
    const { promise, onProgress } = arrival(half);
    const before = randomBytes(archive.length);
    const { result } = await get(
      [cutFile(before, half, promise, headers as Record<string, string>), ...then(archive)],
      {
        onProgress,
      },
    );
    expect(result).toBe(folder);
    await expectComplete();
  });

  it('starts anew for another address', async () => {
    const { promise, onProgress } = arrival(half);
    await get([cutFile(archive, half, promise), status(404)], { onProgress });
    const { asked, result } = await get([file(archive)]);
    expect(result).toBe(folder);
    expect(asked).toEqual([{ range: undefined, ifRange: undefined }]);
  });

  it('again and again is given up, but what has come is kept', async () => {
    const { promise, onProgress } = arrival(half);
    const cut = cutFile(archive, half, promise);
    const refuse: Answer = (_, response) => void response.destroy();
    const { asked, result, url } = await get([cut, refuse], { onProgress, attempts: 3 });
    expectFault(
      result,
      /: the download failed 3 times in a row: expected the whole file, got [\d,]+ bytes, then ".+"/,
    );
    // The one that brought something is the first of the three.
    expect(asked).toHaveLength(3);
    expect(await readFile(partialOf(url))).toEqual(archive.subarray(0, half));
  });

  it('at the same place every time is given up too', async () => {
    const { promise, onProgress } = arrival(half);
    const { asked, result } = await get([cutFile(archive, half, promise, {})], { onProgress, attempts: 3 });
    expectFault(result, 'failed 3 times in a row');
    expect(asked).toHaveLength(3);
  });

  it('is not asked for anything when only the unpacking was left', async () => {
    const stop = new AbortController();
    const onProgress = ({ stage }: FetchProgress) => stage === 'unpack' && stop.abort(new Error('Ctrl-C'));
    const { url, asked } = await serve(file(archive));
    const aborted = fetchFormat(folder, format, { url, ...patience, onProgress, signal: stop.signal });
    await expect(aborted).rejects.toThrow('Ctrl-C');
    await fetchFormat(folder, format, { url, ...patience });
    await expectComplete();
    expect(asked).toHaveLength(1);
  });

  it('waits between attempts, but not when stopped', async () => {
    const stop = new AbortController();
    const failing: Answer = (_, response) => {
      response.writeHead(503).end();
      // The wait begins a few turns of the event loop after the answer; stopping before it has the same outcome.
      setImmediate(() => stop.abort(new Error('Ctrl-C')));
    };
    const { result } = await get([failing], { wait: 1e6, signal: stop.signal });
    expect((result as Error).message).toBe('Ctrl-C');
  });
});

describe('two at once', () => {
  it('download once', async () => {
    let say: (note: string) => void = () => {};
    const said = new Promise<string>((resolve) => {
      say = resolve;
    });
    // The server answers the one when the other waits.
    const { url, asked } = await serve((request, response) => {
      said.then(() => file(archive)(request, response));
    });
    const both = [1, 2].map(() => fetchFormat(folder, format, { url, ...patience, onNote: say }));
    expect(await Promise.all(both)).toEqual([folder, folder]);
    await expectComplete();
    expect(asked).toHaveLength(1);
    expect(await said).toBe('another process is downloading CIFAR-10; waiting until it is done');
  });

  it('each try where the other fails', async () => {
    const { url, asked } = await serve(status(404), file(archive));
    const both = [1, 2].map(() => fetchFormat(folder, format, { url, ...patience }));
    const ended = await Promise.allSettled(both);
    expect(ended.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    await expectComplete();
    expect(asked).toHaveLength(2);
  });

  it.each(['download', 'unpack'])('may follow a process that was killed (%s)', async (stage) => {
    const half =
      stage === 'download' ? cutFile(archive, archive.length >> 1, new Promise(() => {})) : file(archive);
    const { url, asked } = await serve(half, file(archive));
    const from = (path: string) => JSON.stringify(resolve(import.meta.dirname, path));
    const program = `
      import { fetchFormat } from ${from('../src/fetch-format.ts')};
      const format = JSON.parse(process.argv[1]);
      const onProgress = ({ stage, done }) => {
        if (stage === '${stage}' && done > 1000) process.kill(process.pid, 'SIGKILL');
      };
      await fetchFormat(process.argv[2], format, { url: process.argv[3], onProgress });
    `;
    const child = spawn(
      process.execPath,
      [
        '--import',
        'tsx',
        '--conditions=@rectified/source',
        '--input-type=module',
        '-e',
        program,
        JSON.stringify(format),
        folder,
        url,
      ],
      { stdio: 'inherit' },
    );
    expect(await new Promise((ended) => child.once('close', (_, signal) => ended(signal)))).toBe('SIGKILL');
    expect(existsSync(folder)).toBe(false);
    await fetchFormat(folder, format, { url, ...patience });
    await expectComplete();
    expect(asked.length).toBe(stage === 'download' ? 2 : 1);
  });
});

describe('a server that does not give the file', () => {
  it('sends another one', async () => {
    const { result } = await get([file(randomBytes(1000))]);
    expectFault(
      result,
      /archive\.tar\.gz: cannot unpack the archive: expected a tar\.gz file with the folder cifar-10-batches-bin/,
    );
    expect(existsSync(`${folder}.download`)).toBe(false);
  });

  it('has only a part of it', async () => {
    const { result } = await get([file(archive.subarray(0, half))]);
    expectFault(result, 'cannot unpack the archive');
  });

  it('sends a part and nothing is known of the length', async () => {
    const chunked: Answer = (_, response) => {
      response.writeHead(200);
      response.write(archive.subarray(0, half));
      response.end();
    };
    expectFault((await get([chunked])).result, 'cannot unpack the archive');
  });

  it('sends a web page', async () => {
    const page = status(200, { 'content-type': 'text/html; charset=utf-8' }, '<html>Please log in</html>');
    const { asked, result } = await get([page]);
    expectFault(result, /the server sent a web page: expected a file of data, got text\/html.*login page/);
    expect(asked).toHaveLength(1);
  });

  it.each([404, 403, 410])('answers %d: no second attempt', async (code) => {
    const { asked, result } = await get([status(code)]);
    expectFault(result, `the server refused the download: expected HTTP 200, got HTTP ${code}`);
    expect(asked).toHaveLength(1);
  });

  it.each([503, 500, 429])('answers %d: further attempts', async (code) => {
    const { asked, result } = await get([status(code), status(code), file(archive)]);
    expect(result).toBe(folder);
    expect(asked).toHaveLength(3);
  });

  it('answers 503 for ever', async () => {
    const { asked, result } = await get([status(503)]);
    expectFault(result, /failed 5 times in a row: .* got 0 bytes, then "HTTP 503 Service Unavailable"/);
    expect(asked).toHaveLength(5);
  });

  it('answers 503 in the middle: what has come is kept', async () => {
    const { promise, onProgress } = arrival(half);
    const { asked } = await get([cutFile(archive, half, promise), status(503), file(archive)], {
      onProgress,
    });
    await expectComplete();
    expect(asked.map(({ range }) => range)).toEqual([undefined, `bytes=${half}-`, `bytes=${half}-`]);
  });

  it('sends a part that nobody asked for', async () => {
    const part = status(
      206,
      { 'content-range': `bytes 0-9/${archive.length}` },
      archive.toString('latin1', 0, 10),
    );
    expectFault((await get([part])).result, 'then "HTTP 206 Partial Content"');
  });

  it('is not there', async () => {
    const { url, stop } = await serve(file(archive));
    await stop();
    const error = await fetchFormat(folder, format, { url, ...patience }).catch((error: unknown) => error);
    expectFault(error, /failed 5 times in a row.*ECONNREFUSED/);
  });

  it('has no address', async () => {
    const error = await fetchFormat(folder, format, { url: 'cifar' }).catch((error: unknown) => error);
    expectFault(error, 'bad address: expected https://..., got cifar');
  });
});

describe('an archive', () => {
  const given = async (bytes: Buffer) => (await get([file(bytes)])).result;

  it.each<[string, string, EntryHeader?]>([
    ['a path that leads out of it', '../escaped'],
    ['a path that leads out of its folder', 'cifar-10-batches-bin/../escaped'],
    ['a hidden way out', 'cifar-10-batches-bin/../../escaped'],
    ['an absolute path', '/escaped'],
    ['a path with backslashes', 'cifar-10-batches-bin/..\\..\\escaped'],
    ['a folder in its folder', 'cifar-10-batches-bin/more/escaped'],
    ['another folder', 'escaped/data_batch_1.bin'],
    [
      'a link',
      'symlink "cifar-10-batches-bin/out"',
      { name: 'cifar-10-batches-bin/out', type: 'symlink', linkname: '/' },
    ],
  ])('with %s is refused', async (_, path, link) => {
    const files = inFolder(cifar10Files());
    const error = await given(await pack(link ? files : { ...files, [path]: 'x' }, link && [link]));
    expectFault(
      error,
      'cannot unpack the archive: expected a tar.gz file with the folder cifar-10-batches-bin, got a',
    );
    expect((error as Error).message).toContain(path);
    const everything = await readdir(dirname(dirname(folder)), { recursive: true });
    expect(everything.filter((name) => name.includes('escaped'))).toEqual([]);
  });

  it.each<[string, () => Promise<Buffer>, string]>([
    [
      'one file that is too large',
      () => pack({ 'cifar-10-batches-bin/data_batch_1.bin': Buffer.alloc(50_000_000) }),
      'got "cifar-10-batches-bin/data_batch_1.bin" with 50,000,000 bytes',
    ],
    [
      'many files that nobody wants',
      () =>
        pack(
          Object.fromEntries(
            Array.from({ length: 50 }, (_, n) => [`cifar-10-batches-bin/${n}`, Buffer.alloc(1e6)]),
          ),
        ),
      'got more than 1,208,372 bytes',
    ],
    [
      'a header that would be kept in memory',
      () =>
        pack({}, [
          { name: 'cifar-10-batches-bin/', type: 'directory', pax: { comment: 'x'.repeat(50_000_000) } },
        ]),
      'got Header exceeds max size',
    ],
  ])('that grows without measure is refused: %s', async (_, make, message) => {
    const packed = await make();
    expect(packed.length).toBeLessThan(200_000);
    expectFault(await given(packed), message);
    expect(existsSync(`${folder}.download`)).toBe(false);
  });

  it('that is none is refused', async () => {
    expectFault(await given(randomBytes(5000)), 'cannot unpack the archive');
    expectFault(await given(archive.subarray(0, half)), 'cannot unpack the archive');
  });

  it('of something else is refused', async () => {
    const { 'data_batch_2.bin': _, ...others } = cifar10Files();
    const error = await given(await pack(inFolder(others)));
    expectFault(error, 'data_batch_2.bin: not the official CIFAR-10: expected 4 records, got no such file');
  });
});

describe('a place that cannot take it', () => {
  it('holds something else', async () => {
    await write(folder, { 'mine.txt': 'x' });
    const { asked, result } = await get([file(archive)]);
    expect((result as Error).message).toBe(
      `${folder}: the folder is not empty: expected an empty folder, or the complete CIFAR-10, got mine.txt. Give another folder, or remove this one`,
    );
    expect(await readdir(folder)).toEqual(['mine.txt']);
    expect(asked).toEqual([]);
  });

  it('is below a file', async () => {
    await mkdir(dirname(dirname(folder)), { recursive: true });
    await writeFile(dirname(folder), 'x');
    const { result } = await get([file(archive)]);
    expectFault(
      result,
      /cifar-10-batches-bin: cannot write to this folder: .*got ENOTDIR.*Free some space or choose another folder/,
    );
  });

  it.skipIf(!existsSync('/dev/full'))('is full', async () => {
    const { url, asked } = await serve(file(archive));
    await mkdir(`${folder}.download`, { recursive: true });
    await symlink('/dev/full', partialOf(url));
    const result = await fetchFormat(folder, format, { url, ...patience }).catch((error: unknown) => error);
    expectFault(result, /cifar-10-batches-bin: the disk is full: .*got ENOSPC/);
    expect(asked).toHaveLength(1);
  });
});

describe('the official files', () => {
  it('are asked of CIFAR-10 and CIFAR-100', async () => {
    const { url } = await serve(file(archive));
    await expect(fetchCifar10(folder, { url })).rejects.toThrow(
      'not the official CIFAR-10: expected 10000 records',
    );
    await expect(fetchCifar100(folder, { url })).rejects.toThrow('cannot unpack the archive');
  });

  it('are complete with the right content alone: other files are moved aside, not lost', async () => {
    const files = cifar10Files();
    const inverted = (files['test_batch.bin'] as Uint8Array).map((byte, at) =>
      at % 3073 === 0 ? byte : 255 - byte,
    );
    await write(folder, { ...files, 'test_batch.bin': inverted });
    const notes: string[] = [];
    const { asked } = await get([file(archive)], { onNote: (note: string) => notes.push(note) });
    expect(asked).toHaveLength(1);
    expect(await readdir(dirname(folder))).toEqual(['cifar-10-batches-bin', 'cifar-10-batches-bin.damaged']);
    expect(new Uint8Array(await readFile(join(`${folder}.damaged`, 'test_batch.bin')))).toEqual(inverted);
    expect(notes).toEqual([
      `the files in ${folder} were not CIFAR-10; they have been moved to ${folder}.damaged`,
    ]);
    expect((await get([file(archive)])).asked).toEqual([]);
  });
});
