import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { checkRegular } from './check-regular.js';

/** A summary of a file's content. */
export interface FileHash {
  /** The size in bytes. */
  readonly size: number;
  /** SHA-256, in hexadecimal digits. */
  readonly sha256: string;
}

/** The size and SHA-256 of bytes, or of text as UTF-8. */
export function hashBytes(bytes: Uint8Array | string): FileHash {
  const content = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return { size: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') };
}

/** The size and SHA-256 of a file, read piece by piece. */
export async function hashFile(file: string): Promise<FileHash> {
  checkRegular(file);
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) {
    hash.update(chunk as Buffer);
    size += (chunk as Buffer).length;
  }
  return { size, sha256: hash.digest('hex') };
}
