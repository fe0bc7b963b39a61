import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import { basename, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunDescription } from '@rectified/run-folder';
import * as tf from '@tensorflow/tfjs-core';
import { version_layers } from '@tensorflow/tfjs-layers';
import { architectureNames } from './architectures.js';
import type { ExperimentConfig } from './experiment-config.js';
import { manifestPath } from './manifest-path.js';

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** These write, read or say things; none of them decides a number. */
const silent = ['errors', 'system', 'run-folder', 'synthetic', 'testing'].map((name) => `@rectified/${name}`);

/**
 * Everything that computes in an experiment, once its backend is loaded: versions, the operating system's among them, and of
 * Rectified's packages what is in them, which somebody may have edited where they are installed. The other networks are left out.
 */
export function softwareOf({
  architecture,
}: Pick<ExperimentConfig, 'architecture'>): Required<Pick<RunDescription, 'versions' | 'hashes'>> {
  const others = architectureNames.filter((name) => name !== architecture);
  const skipped = new Set([...silent, ...others.map((name) => `@rectified/${name}`)]);
  const versions: Record<string, string> = {};
  const hashes: Record<string, string> = {};
  const visit = (name: string, manifest: string) => {
    const { version, dependencies = {} } = JSON.parse(readFileSync(manifest, 'utf8')) as Manifest;
    versions[name] = version;
    hashes[name] = codeHash(join(dirname(manifest), ownFolder));
    for (const other of Object.keys(dependencies))
      if (other.startsWith('@rectified/') && !skipped.has(other) && versions[other] === undefined)
        visit(other, manifestPath(other, manifest));
  };
  visit('@rectified/experiments', createRequire(import.meta.url).resolve('../package.json'));
  return {
    versions: {
      ...sorted(versions),
      node: process.versions.node,
      tfjs: tf.version_core,
      'tfjs-layers': version_layers,
      ...tensorflow(),
      system: `${process.platform} ${release()} ${process.arch}`,
    },
    hashes: sorted(hashes),
  };
}

/** All packages are loaded from the same folder in them: what is built, or in the workspace the sources. */
const ownFolder = basename(dirname(fileURLToPath(import.meta.url)));

/** A process loads a package once, so what it was at first is what computes. */
const known = new Map<string, string>();

/** SHA-256 of all code in a folder, and of where it lies there. */
function codeHash(folder: string): string {
  const before = known.get(folder);
  if (before !== undefined) return before;
  const hash = createHash('sha256');
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  for (const name of names.filter((name) => /(?<!\.d)\.[cm]?[jt]s$/.test(name)).sort())
    hash.update(`${name.split(sep).join('/')}\0`).update(readFileSync(join(folder, name)));
  const sha256 = hash.digest('hex');
  known.set(folder, sha256);
  return sha256;
}

const sorted = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).sort());

/** The version of TensorFlow itself, if tfjs-node has loaded it. */
function tensorflow(): { tensorflow?: string } {
  const backend = tf.findBackend('tensorflow') as unknown as { binding?: { TF_Version?: string } } | null;
  const version = backend?.binding?.TF_Version;
  return version === undefined ? {} : { tensorflow: version };
}
