import type { ActivationNames } from './activation-names.js';

/** The common part of the package.json of activations. */
export interface Manifest {
  readonly name: string;
  readonly dependencies: Ranges;
  readonly peerDependencies: Ranges;
  readonly devDependencies: Ranges;
  readonly [field: string]: unknown;
}

/** Version ranges of an activation's dependencies, by name. */
type Ranges = Readonly<Record<string, string>>;

export interface ManifestParts {
  readonly names: ActivationNames;
  /** `@rectified/activation`. */
  readonly dependencies: Ranges;
  /** tfjs. */
  readonly peerDependencies: Ranges;
  readonly devDependencies: Ranges;
  readonly scripts: Readonly<Record<string, string>>;
  /** Lets the workspace's tests read its sources. */
  readonly inWorkspace: boolean;
}

/** The manifest, including the parts that differ between places. */
export function manifestOf({
  names: { package: name, activation, title },
  scripts,
  inWorkspace,
  ...ranges
}: ManifestParts): Manifest {
  const { dependencies, peerDependencies, devDependencies } = ranges;
  return {
    ...{ name, version: '0.0.0', description: `${title} for TensorFlow.js` },
    keywords: ['rectified', 'tensorflow.js', 'tfjs', 'activation-function', activation, 'layer'],
    license: 'Apache-2.0',
    type: 'module',
    sideEffects: true,
    engines: { node: '>=20.19' },
    main: './dist/index.cjs',
    types: './dist/index.d.cts',
    exports: {
      '.': {
        ...(inWorkspace && { '@rectified/source': './src/index.ts' }),
        import: { types: './dist/index.d.ts', default: './dist/index.js' },
        require: { types: './dist/index.d.cts', default: './dist/index.cjs' },
      },
      './package.json': './package.json',
    },
    files: ['CHANGELOG.md', 'dist', 'src'],
    publishConfig: { access: 'public' },
    ...{ scripts, dependencies, peerDependencies, devDependencies },
  };
}
