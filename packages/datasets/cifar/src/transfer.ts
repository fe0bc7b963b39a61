import { open } from 'node:fs/promises';
import { DatasetError, type FetchOptions } from '@rectified/dataset';
import { thousands } from './format.js';
import { forgetOrigin, partialSize, readOrigin, writeOrigin } from './partial.js';

/**
 * One attempt at downloading `url` to `file`. Asks for the rest of what is there (HTTP Range) on condition that
 * the server's file has not changed since (If-Range); a server that cannot do that sends the whole file.
 * Throws `DatasetError` where another attempt is pointless, another error where it may help.
 */
export async function transfer(
  url: string,
  file: string,
  { signal, onProgress }: Pick<FetchOptions, 'signal' | 'onProgress'>,
): Promise<void> {
  const origin = await readOrigin(file, url);
  const have = origin ? await partialSize(file) : 0;
  if (origin && have === origin.total) return;

  const rest = origin && have > 0 && { range: `bytes=${have}-`, 'if-range': origin.validator };
  const response = await fetch(url, { headers: { 'accept-encoding': 'identity', ...rest }, signal });
  const { status, headers } = response;
  const resumed =
    status === 206 && have > 0 && headers.get('content-range')?.startsWith(`bytes ${have}-`) === true;
  if (status !== 200 && !resumed) {
    await response.body?.cancel();
    if (status === 416 || status === 206) await forgetOrigin(file);
    throw refusal(response, url);
  }
  if (headers.get('content-type')?.startsWith('text/html')) {
    await response.body?.cancel();
    throw new DatasetError({
      what: 'the server sent a web page',
      file: url,
      expected: 'an archive',
      got: headers.get('content-type')!,
      remedy: 'Open the address in a browser: a login page or a proxy may be in the way',
    });
  }

  const start = resumed ? have : 0;
  const length = headers.has('content-encoding') ? null : headers.get('content-length');
  const total = length === null ? undefined : start + Number(length);
  if (!resumed) await forgetOrigin(file);
  const target = await open(file, resumed ? 'a' : 'w');
  let done = start;
  try {
    if (!resumed) await writeOrigin(file, { url, validator: validatorOf(headers), total });
    onProgress?.({ stage: 'download', done, total });
    for await (const chunk of response.body!) {
      await target.writeFile(chunk);
      done += chunk.length;
      onProgress?.({ stage: 'download', done, total });
    }
  } finally {
    await target.close();
  }
  if (total !== undefined && done !== total)
    throw new Error(`${thousands(done)} of ${thousands(total)} bytes came`);
}

/** A weak ETag (`W/...`) must not be used for ranges (RFC 9110, section 13.1.5). */
function validatorOf(headers: Headers): string | undefined {
  const tag = headers.get('etag');
  return tag?.startsWith('"') ? tag : (headers.get('last-modified') ?? undefined);
}

/** The error for a status other than success; a plain `Error` where the server may answer otherwise next time. */
function refusal({ status, statusText }: Response, url: string): Error {
  const got = `HTTP ${status} ${statusText}`.trim();
  if (status >= 500 || [206, 408, 416, 425, 429].includes(status)) return new Error(got);
  return new DatasetError({
    what: 'the server refused the download',
    file: url,
    expected: 'HTTP 200',
    got,
    remedy: 'Check the address, or download the archive by other means and unpack it',
  });
}
