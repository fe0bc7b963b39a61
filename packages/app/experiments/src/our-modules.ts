/**
 * The modules that descriptions use, as loaded by this process: a file need not have any of them installed beside it,
 * and makes layers of the same tfjs. Loaded when used.
 */
export async function ourModules(): Promise<Record<string, Record<string, unknown>>> {
  const [activation, activations, architecture, dataset, errors, expression, layers, random, core, tfl] =
    await Promise.all([
      import('@rectified/activation'),
      import('@rectified/activations'),
      import('@rectified/architecture'),
      import('@rectified/dataset'),
      import('@rectified/errors'),
      import('@rectified/expression'),
      import('@rectified/layers'),
      import('@rectified/random'),
      import('@tensorflow/tfjs-core'),
      import('@tensorflow/tfjs-layers'),
    ]);
  return {
    '@rectified/activation': activation,
    '@rectified/activations': activations,
    '@rectified/architecture': architecture,
    '@rectified/dataset': dataset,
    '@rectified/errors': errors,
    '@rectified/expression': expression,
    '@rectified/layers': layers,
    '@rectified/random': random,
    '@tensorflow/tfjs-core': core,
    '@tensorflow/tfjs-layers': tfl,
  };
}
