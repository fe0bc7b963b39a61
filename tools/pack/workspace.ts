import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { globSync } from 'tinyglobby';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');

/** What this folder reads of a package.json. */
export interface Manifest {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, unknown>>;
}

/** A package of the workspace as a tarball. */
export interface Packed {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
  readonly tarball: string;
}

/** Packs every package of the workspace into `target`, as `npm publish` would. */
export async function packAll(target: string): Promise<Packed[]> {
  const packages = packageFolders().map((folder) => ({
    folder,
    manifest: JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')) as Manifest,
  }));
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--pack-destination', target, ...packages.map(({ folder }) => folder)],
    { cwd: root, maxBuffer: 1e8 },
  );
  const packed = Object.values(JSON.parse(stdout)) as { name: string; filename: string }[];
  return packages.map(({ folder, manifest }) => ({
    folder,
    manifest,
    name: manifest.name,
    tarball: resolve(target, packed.find(({ name }) => name === manifest.name)!.filename),
  }));
}

/** Folders of the packages, absolute. */
export function packageFolders(): string[] {
  return globSync('packages/*/*/package.json', { cwd: root })
    .map((file) => dirname(resolve(root, file)))
    .sort();
}
