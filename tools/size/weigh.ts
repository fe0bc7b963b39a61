import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Also resolves modules outside this workspace. */
const activation = resolve(import.meta.dirname, '../../packages/core/activation/src/index.ts');

/**
 * The size of a module in a web page in bytes: bundled from our sources, minified and compressed, without tfjs. `resolveDir`: where
 * its imports are resolved.
 */
export async function weigh(contents: string, resolveDir: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    ...{ bundle: true, minify: true, format: 'esm', write: false, logLevel: 'error' },
    conditions: ['@rectified/source'],
    external: ['@tensorflow/*'],
    alias: { '@rectified/activation': activation },
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}
