import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { readComparison } from '@rectified/report';
import { create, extract } from 'tar';

/**
 * Archives the measurements of a comparison's runs, without weights: one archive per run that has ended. Existing archives are not
 * changed. Returns the new ones. Throws an `InputError` if a run is damaged.
 */
export async function keepRecords(comparison: string, archives: string): Promise<string[]> {
  const { runs } = await readComparison(comparison);
  mkdirSync(archives, { recursive: true });
  const kept = [];
  for (const { folder, result } of runs) {
    const name = relative(comparison, folder);
    const archive = join(archives, `${name.split(sep).join('-')}.tar.gz`);
    if (existsSync(archive) || result === undefined || result.status === 'interrupted') continue;
    // Without owners and times, so that equal runs give equal archives.
    const plain = { gzip: true, portable: true, mtime: new Date(0) };
    const isRecord = (path: string) => !/^(checkpoint|claim\.)/.test(basename(path));
    await create({ cwd: comparison, file: `${archive}.new`, ...plain, filter: isRecord }, [
      'compare.json',
      name,
    ]);
    renameSync(`${archive}.new`, archive);
    kept.push(archive);
  }
  return kept;
}

/** Unpacks archived runs into a comparison's folder, where `rectified compare` and `report` use them like any others. Existing files are kept. */
export async function restoreRecords(comparison: string, archives: string): Promise<string[]> {
  if (!existsSync(archives)) return [];
  mkdirSync(comparison, { recursive: true });
  const found = readdirSync(archives).filter((name) => /-seed-\d+\.tar\.gz$/.test(name));
  for (const name of found) await extract({ cwd: comparison, file: join(archives, name), keep: true });
  return found.map((name) => join(archives, name));
}
