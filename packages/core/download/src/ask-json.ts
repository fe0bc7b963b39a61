import { DatasetError } from '@rectified/dataset';
import { checkValue, having, text } from '@rectified/errors';
import { chunksOf } from './chunks.js';
import { reason } from './failures.js';
import { follow } from './follow.js';

/** The maximum size of an answer in bytes. */
const MOST = 2 ** 20;

/** Fetches a JSON document, such as a list of files. Throws a `DatasetError` if there is none. */
export async function askJson(url: string, signal: AbortSignal): Promise<unknown> {
  checkValue('address', url, text('an address'));
  checkValue('signal', signal, having('a signal', 'aborted', 'throwIfAborted'));
  const refuse = (got: string, cause?: unknown) =>
    new DatasetError({
      what: 'the server does not list its files',
      file: url,
      expected: 'a list in JSON',
      got,
      remedy: 'Check the address, or use another source',
      cause,
    });
  try {
    const response = await follow(url, { signal, headers: { accept: 'application/json' } });
    if (!response.ok) {
      await response.body?.cancel();
      throw refuse(`HTTP ${response.status} ${response.statusText}`.trim());
    }
    const parts: Uint8Array[] = [];
    let length = 0;
    for await (const part of chunksOf(response.body, signal)) {
      length += part.length;
      if (length > MOST) throw refuse('more than a list');
      parts.push(part);
    }
    return JSON.parse(Buffer.concat(parts).toString());
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof DatasetError ? error : refuse(reason(error), error);
  }
}
