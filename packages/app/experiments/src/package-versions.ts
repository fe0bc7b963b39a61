import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { release } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { version_layers } from '@tensorflow/tfjs-layers';
import { architectureNames } from './architectures.js';
import type { ExperimentConfig } from './experiment-config.js';

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** These write, read or describe things; none of them affects a result. */
const silent = ['errors', 'system', 'run-folder', 'synthetic', 'testing'].map((name) => `@rectified/${name}`);

/**
 * Versions of everything that computes in an experiment, and of the operating system, once its backend is loaded. Other
 * networks are left out.
 */
export function packageVersions({
  architecture,
}: Pick<ExperimentConfig, 'architecture'>): Record<string, string> {
  const others = architectureNames.filter((name) => name !== architecture);
  const skipped = new Set([...silent, ...others.map((name) => `@rectified/${name}`)]);
  const versions: Record<string, string> = {};
  const visit = (name: string, manifestPath: string) => {
    const { version, dependencies = {} } = JSON.parse(readFileSync(manifestPath, 'utf8')) as Manifest;
    versions[name] = version;
    const require = createRequire(manifestPath);
    for (const other of Object.keys(dependencies))
      if (other.startsWith('@rectified/') && !skipped.has(other) && versions[other] === undefined)
        visit(other, require.resolve(`${other}/package.json`));
  };
  visit('@rectified/experiments', createRequire(import.meta.url).resolve('../package.json'));
  return {
    ...Object.fromEntries(Object.entries(versions).sort()),
    node: process.versions.node,
    tfjs: tf.version_core,
    'tfjs-layers': version_layers,
    ...tensorflow(),
    system: `${process.platform} ${release()} ${process.arch}`,
  };
}

/** The version of TensorFlow itself, if tfjs-node has loaded it. */
function tensorflow(): { tensorflow?: string } {
  const backend = tf.findBackend('tensorflow') as unknown as { binding?: { TF_Version?: string } } | null;
  const version = backend?.binding?.TF_Version;
  return version === undefined ? {} : { tensorflow: version };
}
