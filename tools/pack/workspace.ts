import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { globSync } from 'tinyglobby';

const run = promisify(execFile);
export const root = resolve(import.meta.dirname, '../..');

/** The parts of a package.json that are used here. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly sideEffects: boolean | readonly string[];
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
  /** Files in the tarball, as paths within the package. */
  readonly files: readonly string[];
}

/** Packs every package of the workspace into `target`, as `npm publish` would. */
export async function packAll(target: string): Promise<Packed[]> {
  const packages = packageFolders().map((folder) => ({ folder, manifest: manifestOf(folder) }));
  const { stdout } = await run(
    'npm',
    ['pack', '--json', '--pack-destination', target, ...packages.map(({ folder }) => folder)],
    { cwd: root, maxBuffer: 1e8 },
  );
  const packed = Object.values(JSON.parse(stdout)) as {
    name: string;
    filename: string;
    files: { path: string }[];
  }[];
  return packages.map(({ folder, manifest }) => {
    const { filename, files } = packed.find(({ name }) => name === manifest.name)!;
    return {
      folder,
      manifest,
      name: manifest.name,
      tarball: resolve(target, filename),
      files: files.map(({ path }) => path),
    };
  });
}

/** Folders of the packages, absolute. */
export function packageFolders(): string[] {
  return globSync('packages/*/*/package.json', { cwd: root })
    .map((file) => dirname(resolve(root, file)))
    .sort();
}

export function manifestOf(folder: string): Manifest {
  return JSON.parse(readFileSync(resolve(folder, 'package.json'), 'utf8')) as Manifest;
}
