import { resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** Also for modules that lie outside of this workspace. */
const activation = resolve(import.meta.dirname, '../../packages/core/activation/src/index.ts');

/**
 * What a module weighs in a page, from the sources of our packages: bundled, minified and compressed, without tfjs. In bytes.
 * `resolveDir`: from where its imports are looked for.
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
