import { existsSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { given } from './given.js';

/**
 * The comparisons in a folder: the folder itself, if it is one (`compare.json`) or contains none; otherwise those in its folders and
 * their subfolders, by name.
 *
 * @example
 * await findComparisons('runs/study-a'); // ['runs/study-a/20000', 'runs/study-a/5000']
 */
export async function findComparisons(folder: string): Promise<string[]> {
  given.folder(folder);
  const found = await comparisonsIn(folder, 2);
  return found.length === 0 ? [folder] : found;
}

async function comparisonsIn(folder: string, depth: number): Promise<string[]> {
  if (existsSync(join(folder, 'compare.json'))) return [folder];
  const isRun = existsSync(join(folder, 'run.json'));
  if (depth < 0 || isRun || !statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  const inside: string[] = [];
  for (const name of (await readdir(folder)).sort())
    if (!/\.before-\d+$/.test(name)) inside.push(...(await comparisonsIn(join(folder, name), depth - 1)));
  return inside;
}
