import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { DatasetError, type FetchProgress } from '@rectified/dataset';
import { temporaryFolder } from '@rectified/testing/files';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type DownloadOptions, download } from '../src/download.js';
import { type Answer, endless, send, serve, status } from './server.js';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = temporaryFolder(onTestFinished);
  file = join(folder, 'file');
});

const content = randomBytes(100_000);

/** Downloads from a server with these answers; `error` is what was thrown, `asked` how often the server was. */
async function get(answers: Answer[], options: Partial<DownloadOptions> = {}) {
  const { url, asked } = await serve(...answers);
  const error = await download(url, file, { most: 200_000, wait: 1, ...options }).then(
    () => undefined,
    (error: Error) => error,
  );
  return { url, error, asked };
}

/** The download failed at the first attempt, and nothing of it is left. */
async function expectRefused({ error, asked }: Awaited<ReturnType<typeof get>>, message: string | RegExp) {
  expect(error).toBeInstanceOf(DatasetError);
  expect(error!.message).toMatch(message);
  expect(asked).toHaveLength(1);
  expect(await readdir(folder)).toEqual([]);
}

describe('a body', () => {
  it('comes to the file, with how far it is', async () => {
    const progress: FetchProgress[] = [];
    expect((await get([send(content)], { onProgress: (now) => progress.push(now) })).error).toBeUndefined();
    expect(await readFile(file)).toEqual(content);
    for (const { done, total } of progress) expect(done / total!).toBeLessThanOrEqual(1);
    expect(progress[0]).toEqual({ stage: 'download', done: 0, total: content.length });
  });

  it('without an end is stopped and removed', async () => {
    await expectRefused(
      await get([endless]),
      /the server sent something else, which was removed: expected at most 200,000 bytes, got more, with no end in sight/,
    );
  });

  it('that is too long by its own account is not begun', async () => {
    const huge: Answer = (_, response) => {
      response.writeHead(200, { 'content-length': '6000000000' });
      response.flushHeaders();
    };
    await expectRefused(await get([huge]), 'expected at most 200,000 bytes, got 6,000,000,000 bytes');
  });

  it('of a length that nobody knows has no share, never NaN', async () => {
    const progress: FetchProgress[] = [];
    const chunked: Answer = (_, response) => {
      response.writeHead(200);
      response.write(content.subarray(0, 1000));
      response.end(content.subarray(1000));
    };
    await get([chunked], { onProgress: (now) => progress.push(now) });
    expect(progress.every(({ total }) => total === undefined)).toBe(true);
    await get([chunked], { size: content.length, onProgress: (now) => progress.push(now) });
  });

  it('without a byte is a file without one', async () => {
    expect((await get([send(new Uint8Array(0))])).error).toBeUndefined();
    expect(await readFile(file)).toHaveLength(0);
  });

  it('that is compressed on the way is what comes out of it', async () => {
    const { error, asked } = await get([
      send(gzipSync(content), { 'content-encoding': 'gzip', etag: '"1"' }),
    ]);
    expect(error).toBeUndefined();
    expect(asked[0]!.headers['accept-encoding']).toBe('identity');
    expect(await readFile(file)).toEqual(content);
  });

  it('that is compressed and grows without measure is stopped and removed', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    await expectRefused(
      await get([send(bomb, { 'content-encoding': 'gzip' })]),
      'got more, with no end in sight',
    );
  });

  it('that is compressed and cut is not gone on with in the middle', async () => {
    const packed = gzipSync(content);
    const cut: Answer = (_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', etag: '"1"', 'content-length': packed.length });
      response.write(packed.subarray(0, packed.length >> 1), () => response.destroy());
    };
    const { error, asked } = await get([cut, send(packed, { 'content-encoding': 'gzip', etag: '"1"' })]);
    expect(error).toBeUndefined();
    expect(asked[1]!.headers.range).toBeUndefined();
    expect(await readFile(file)).toEqual(content);
  });
});

describe('what will not change is not tried again', () => {
  it.each([
    ['file:', 'file:///etc/passwd', 'got a redirect to file:'],
    ['ftp:', 'ftp://example.org/file.bin', 'got a redirect to ftp:'],
    ['data:', 'data:,x', 'got a redirect to data:'],
    ['itself', '/file.bin', /got a redirect in a circle \(http:.*file\.bin\)/],
    ['nothing', 'http://', 'got a redirect to "http://"'],
  ])('a redirect to %s', async (_, location, message) => {
    await expectRefused(await get([status(302, { location })]), message);
  });

  it('a long way of redirects', async () => {
    let n = 0;
    const on: Answer = (_, response) => void response.writeHead(307, { location: `/${n++}` }).end();
    const { error, asked } = await get([on]);
    expect(error!.message).toContain(
      'the server redirects to nothing usable: expected a file, or a redirect to one by http or https, got more than 10 redirects',
    );
    expect(asked).toHaveLength(11);
  });

  it.each([
    'ftp://example.org/file',
    'file:///etc/passwd',
    'not an address',
    'http://user:secret@127.0.0.1/file',
  ])('the address %s', async (url) => {
    const error = await download(url, file, { most: 1 }).catch((error: Error) => error);
    expect(error).toBeInstanceOf(DatasetError);
    expect((error as Error).message).not.toContain('secret');
    expect(await readdir(folder)).toEqual([]);
  });

  it('a redirect by a good server is followed', async () => {
    const { url } = await serve(send(content));
    expect((await get([status(302, { location: url })])).error).toBeUndefined();
    expect(await readFile(file)).toEqual(content);
  });
});

describe('Retry-After', () => {
  it.each([
    ['seconds', () => '0'],
    ['a date', () => new Date(Date.now() - 5000).toUTCString()],
    ['nonsense', () => 'soon'],
  ])('in %s is understood', async (_, text) => {
    const { error, asked } = await get([status(503, { 'retry-after': text() }), send(content)]);
    expect(error).toBeUndefined();
    expect(asked).toHaveLength(2);
  });

  it('is waited for, longer than without it', async () => {
    const began = Date.now();
    await get([status(429, { 'retry-after': '1' }), send(content)]);
    expect(Date.now() - began).toBeGreaterThanOrEqual(1000);
  });

  it.each([
    ['seconds', () => '3600'],
    ['a date', () => new Date(Date.now() + 3_600_000).toUTCString()],
  ])('of an hour in %s is too long: the source is given up at once', async (_, text) => {
    await expectRefused(
      await get([status(503, { 'retry-after': text() })]),
      'the download failed: expected the whole file, got asks to try again in 60 minutes',
    );
  });
});

describe('a slow server', () => {
  it('is told by its speed, and what has come is kept', async () => {
    const slow: Answer = (_, response) => {
      response.writeHead(200, { 'content-length': content.length, etag: '"1"' });
      response.write(content.subarray(0, 500));
    };
    let arrived = 0;
    const { error, url } = await get([slow, send(content)], {
      onProgress: ({ done }) => {
        arrived = done;
      },
      // Long enough for the first bytes to come; the second look then finds that nothing came since.
      leastSpeed: { bytesPerSecond: 1, seconds: 0.5 },
    });
    expect(error!.message).toMatch(/the server is slow: got nothing for a while\. Run it again to continue/);
    expect(arrived).toBe(500);
    expect(await readFile(file)).toEqual(content.subarray(0, 500));
    await download(url, file, { most: 200_000 });
    expect(await readFile(file)).toEqual(content);
  });

  it('may answer late: that counts too', async () => {
    const { error } = await get([() => {}], { leastSpeed: { bytesPerSecond: 1, seconds: 0.2 } });
    expect(error!.message).toContain('the server is slow');
  });
});

it('a file of another address is not taken for this one', async () => {
  await writeFile(file, 'x');
  expect((await get([send(content)])).error).toBeUndefined();
  expect(await readFile(file)).toEqual(content);
  expect((await get([send(content.subarray(1))])).error).toBeUndefined();
  expect(await readFile(file)).toEqual(content.subarray(1));
  expect(existsSync(`${file}.json`)).toBe(true);
});
