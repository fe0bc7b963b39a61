import { createHash } from 'node:crypto';
import { hashBytes } from '@rectified/system';
import { type Format, recordBytes } from './format.js';

/** SHA-256 of images with their labels, in any order: of the sorted SHA-256 of the records, one per line. 1 s for 50,000. */
export function imagesHash(parts: readonly Uint8Array[], format: Format): string {
  const record = recordBytes(format);
  const hashes: string[] = [];
  for (const part of parts)
    for (let at = 0; at < part.length; at += record)
      hashes.push(
        createHash('sha256')
          .update(part.subarray(at, at + record))
          .digest('hex'),
      );
  return hashBytes(hashes.sort().join('\n')).sha256;
}
