import { join } from 'node:path';
import { writeAtomically } from '@rectified/system';
import type { Results } from './results.ts';
import { toMarkdown } from './to-markdown.ts';

/** Writes `results.json` and `results.md` atomically. */
export async function writeResults(folder: string, results: Results): Promise<void> {
  await writeAtomically(join(folder, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  await writeAtomically(join(folder, 'results.md'), toMarkdown(results));
}
