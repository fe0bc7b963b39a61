/**
 * The arrows of the import graph: app -> training -> architectures, datasets, activations -> compute -> core.
 * `npm run check` proves that none points up.
 */
const group = (...names) => `^packages/(${names.join('|')})/`;
const upward = (from, to, part = '') => ({
  name: `${from}-imports-nothing-above`,
  severity: 'error',
  from: { path: `${group(from)}${part && `[^/]+/${part}`}` },
  to: { path: group(...to) },
});
const layers = ['core', 'compute', 'activations', 'datasets', 'architectures', 'training', 'app'];
const middle = ['activations', 'datasets', 'architectures'];

/**
 * Packages of one group stand side by side; what two of them need belongs in core. `may` names the packages of
 * the group that the others may import all the same, `except` the one that may import its siblings.
 */
const apart = (name, { may, except } = {}) => ({
  name: `${name}-stand-side-by-side`,
  severity: 'error',
  // Tests may: they need backends, and a sibling to try things on.
  from: { path: `^(packages/${name}/${except ? `(?!${except}/)` : ''}[^/]+)/src/` },
  to: { path: group(name), pathNot: ['^$1/', ...(may ? [`^packages/${name}/(${may})/`] : [])] },
});

/** The packages of its own group that one package may import. */
const only = (name, may) => {
  const [siblings] = name.split('/');
  return {
    name: `${name.replace('/', '-')}-imports-only`,
    severity: 'error',
    from: { path: `^packages/${name}/src/` },
    to: { path: group(siblings), pathNot: [`^packages/${name}/`, `^packages/${siblings}/(${may})/`] },
  };
};

export default {
  forbidden: [
    // Types count: two files that need each other's are one thought in two places, or the type belongs in a third.
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    // Their tests may: they try things on devices and on layers.
    upward('core', layers.slice(1), 'src/'),
    upward('compute', layers.slice(2), 'src/'),
    ...middle.map((name) => upward(name, [...middle.filter((other) => other !== name), 'training', 'app'])),
    upward('training', ['app']),
    apart('core', {
      may: 'errors|testing|random|system|expression',
      except: '(download|architecture|layers)',
    }),
    // Kernels compute what activations describe. A device registers them: `native` is one, and the backend loads it.
    apart('compute', { may: 'kernels', except: 'backend' }),
    only('compute/backend', 'native|wasm'),
    // A network is made of layers, and published as activations are.
    only('core/architecture', 'errors|random|testing|activation|layers'),
    // Initial weights depend on an activation's formula.
    only('core/layers', 'errors|random|testing|expression|activation'),
    // What is downloaded is a dataset.
    only('core/download', 'errors|dataset|system'),
    apart('activations', { except: 'all' }),
    apart('datasets'),
    apart('architectures'),
    apart('training', { may: 'metrics' }),
    apart('app', { except: 'cli' }),
    {
      name: 'only-by-name',
      comment: 'Another package is imported by its name, never by a path into its folder.',
      severity: 'error',
      from: { path: '^packages/([^/]+/[^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'data-without-tensorflow',
      severity: 'error',
      from: {
        path: [
          // Their tests may try whether tfjs takes what they make.
          '^packages/datasets/[^/]+/src/',
          '^packages/core/(dataset|download|errors|testing|run-folder|system)/src/',
          '^packages/training/metrics/src/',
        ],
      },
      to: { path: '@tensorflow/' },
    },
    {
      name: 'only-the-backend-knows-devices',
      comment:
        'What else computes asks `@rectified/kernels` for what is registered, and so runs in browsers, too.',
      severity: 'error',
      from: { path: '^packages/[^/]+/[^/]+/src', pathNot: '^packages/(compute/(backend|native)|app/[^/]+)/' },
      to: { path: '^packages/compute/(native|backend)/' },
    },
    {
      name: 'libraries-never-import-a-backend',
      severity: 'error',
      from: { path: '^packages/[^/]+/[^/]+/src', pathNot: '^packages/compute/backend/' },
      // Its types bring no code.
      to: { path: '@tensorflow/tfjs-(node|backend)', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    includeOnly: '^packages/|@tensorflow',
    doNotFollow: { path: ['node_modules', 'dist'] },
    enhancedResolveOptions: {
      conditionNames: ['@rectified/source', 'import', 'node', 'default'],
      exportsFields: ['exports'],
    },
  },
};
