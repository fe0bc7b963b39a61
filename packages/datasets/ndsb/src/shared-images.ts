import { counted } from '@rectified/errors';
import type { Pixels } from './cache-file.js';

/** Describes images that occur in two classes, one of which must be wrong; `undefined` if there are none. */
export function sharedImages({ files, digests }: Pick<Pixels, 'files' | 'digests'>): string | undefined {
  const first = new Map<string, string>();
  const pairs: string[] = [];
  const classOf = (file: string) => file.split('/')[0];
  for (const [index, file] of files.entries()) {
    const other = first.get(digests[index]!);
    if (other === undefined) first.set(digests[index]!, file);
    else if (classOf(other) !== classOf(file)) pairs.push(`${other} and ${file}`);
  }
  if (pairs.length === 0) return undefined;
  const what = counted(pairs.length, 'image is', 'images are');
  return `${what} there under two classes, and counted for both: ${pairs.slice(0, 3).join('; ')}${pairs.length > 3 ? '; ...' : ''}`;
}
