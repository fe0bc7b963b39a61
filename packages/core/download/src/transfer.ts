import { open } from 'node:fs/promises';
import { DatasetError, type FetchOptions } from '@rectified/dataset';
import { isInputError } from '@rectified/errors';
import { chunksOf } from './chunks.js';
import { TooSlow, TryLater } from './failures.js';
import { follow } from './follow.js';
import { linked } from './linked.js';
import { forget, forgetOrigin, partialSize, readOrigin, writeOrigin } from './partial.js';
import { thousands } from './thousands.js';

/** The minimum speed of a source. */
export interface LeastSpeed {
  readonly bytesPerSecond: number;
  /** Length in seconds of each period over which it is measured. */
  readonly seconds: number;
}

export interface TransferOptions extends Pick<FetchOptions, 'signal' | 'onProgress'> {
  /** Maximum size of the file in bytes: an endless body must not fill the disk. */
  readonly most: number;
  /** Exact size of the file in bytes, for servers that don't say. */
  readonly size?: number;
  /** A slower source throws {@link TooSlow}. Default: any speed. */
  readonly leastSpeed?: LeastSpeed;
}

/**
 * One attempt at downloading `url` to `file`. Requests the rest of an existing file (HTTP Range) on condition that
 * the server's file has not changed since (If-Range); a server that cannot do that sends the whole file.
 * Throws a `DatasetError` if another attempt is pointless, and another error if it may help.
 */
export async function transfer(url: string, file: string, options: TransferOptions): Promise<void> {
  const { leastSpeed, signal } = options;
  const stop = linked(signal);
  let done = 0;
  let measured = 0;
  let begun = false;
  const onProgress: FetchOptions['onProgress'] = (progress) => {
    if (!begun) measured = progress.done; // what was there before
    begun = true;
    done = progress.done;
    options.onProgress?.(progress);
  };
  const check = ({ bytesPerSecond, seconds }: LeastSpeed) => {
    const speed = (done - measured) / seconds;
    if (speed < bytesPerSecond) stop.abort(tooSlow(url, speed));
    measured = done;
  };
  const timer = leastSpeed && setInterval(check, leastSpeed.seconds * 1000, leastSpeed);
  try {
    await attempt(url, file, { ...options, signal: stop.signal, onProgress });
  } catch (error) {
    signal?.throwIfAborted();
    throw stop.signal.aborted && !isInputError(error) ? stop.signal.reason : error;
  } finally {
    clearInterval(timer);
    stop.unlink();
  }
}

function tooSlow(url: string, speed: number): TooSlow {
  return new TooSlow({
    what: 'the server is slow',
    file: url,
    got: speed === 0 ? 'nothing for a while' : `${(speed / 1000).toFixed(speed < 10_000 ? 1 : 0)} kB/s`,
    remedy: 'Run it again to continue from there, or use another source',
  });
}

async function attempt(
  url: string,
  file: string,
  options: TransferOptions & { readonly signal: AbortSignal },
): Promise<void> {
  const { most, size, signal, onProgress } = options;
  const origin = await readOrigin(file, url);
  const before = origin ? await partialSize(file) : 0;
  if (before > 0 && (origin!.whole || before === origin!.total)) return;
  const have = origin?.validator !== undefined && origin.total !== undefined ? before : 0;

  const rest = have > 0 && { range: `bytes=${have}-`, 'if-range': origin!.validator! };
  const response = await follow(url, { headers: { 'accept-encoding': 'identity', ...rest }, signal });
  const { headers } = response;
  const resumed = await accept(response, { url, file, have });

  const start = resumed ? have : 0;
  // The length counts the bytes that are sent; the size after decompression is unknown.
  const length = headers.has('content-encoding') ? null : headers.get('content-length');
  const announced = length === null ? undefined : start + Number(length);
  if ((announced ?? 0) > most) {
    await response.body?.cancel();
    await forget(file);
    throw tooLong(url, most, `${thousands(announced!)} bytes`);
  }
  const total = announced ?? size;
  if (!resumed) await forgetOrigin(file);
  const target = await open(file, resumed ? 'a' : 'w');
  let done = start;
  try {
    if (!resumed) await writeOrigin(file, { url, validator: validatorOf(headers), total: announced });
    onProgress?.({ stage: 'download', done, total });
    for await (const chunk of chunksOf(response.body, signal)) {
      done += chunk.length;
      if (done > most) throw tooLong(url, most, 'more, with no end in sight');
      await target.writeFile(chunk);
      onProgress?.({
        stage: 'download',
        done,
        total: total !== undefined && total >= done ? total : undefined,
      });
    }
    await target.sync();
  } catch (error) {
    if (isInputError(error) && !signal.aborted) await forget(file);
    throw error;
  } finally {
    await target.close();
  }
  if (announced !== undefined && done !== announced)
    throw new TryLater(`${thousands(done)} of ${thousands(announced)} bytes came`);
  await writeOrigin(file, { url, whole: true });
}

/** Returns whether the response continues at byte `have`; throws if it is not the file at all. */
async function accept(
  response: Response,
  { url, file, have }: { url: string; file: string; have: number },
): Promise<boolean> {
  const { status, headers } = response;
  const resumed =
    status === 206 &&
    have > 0 &&
    !headers.has('content-encoding') &&
    headers.get('content-range')?.startsWith(`bytes ${have}-`) === true;
  if (status !== 200 && !resumed) {
    await response.body?.cancel();
    if (status === 416 || status === 206) await forget(file);
    throw refusal(response, url);
  }
  if (headers.get('content-type')?.startsWith('text/html')) {
    await response.body?.cancel();
    throw new DatasetError({
      what: 'the server sent a web page',
      file: url,
      expected: 'a file of data',
      got: headers.get('content-type')!,
      remedy: 'Open the address in a browser: a login page or a proxy may be in the way',
    });
  }
  return resumed;
}

function tooLong(url: string, most: number, got: string): DatasetError {
  return new DatasetError({
    what: 'the server sent something else, which was removed',
    file: url,
    expected: `at most ${thousands(most)} bytes`,
    got,
    remedy: 'Check the address, or use another source',
  });
}

/** A weak ETag (`W/...`) must not be used for ranges (RFC 9110, section 13.1.5). */
function validatorOf(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  return tag?.startsWith('"') ? tag : (headers.get('last-modified') ?? undefined);
}

/** The error for a status other than success; a {@link TryLater} if the server may answer differently next time. */
function refusal({ status, statusText, headers }: Response, url: string): Error {
  const got = `HTTP ${status} ${statusText}`.trim();
  if (status >= 500 || [206, 408, 416, 425, 429].includes(status))
    return new TryLater(got, retryAfter(headers));
  return new DatasetError({
    what: 'the server refused the download',
    file: url,
    expected: 'HTTP 200',
    got,
    remedy: 'Check the address, or use another source',
  });
}

/** Milliseconds that the server asks to wait: given in seconds or as a date (RFC 9110, section 10.2.3). */
function retryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after');
  if (text === null) return undefined;
  const wait = /^\d+$/.test(text.trim()) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}
