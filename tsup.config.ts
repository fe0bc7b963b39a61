import { copyFileSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'tsup';

/**
 * One build for every package: `tsup --config ../../../tsup.config.ts`, run in the package's folder.
 * The entry points are those of the package's own `exports` (and `bin`), so that they are written once.
 */
const workspace = import.meta.dirname ?? __dirname;
const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const sources = Object.values(manifest.exports as Record<string, unknown>)
  .map((target) => (target as Record<string, string>)['@rectified/source'])
  .filter((source): source is string => source !== undefined);
const names = sources.map((source) => [source.replace(/^\.\/src\//, '').replace(/\.ts$/, ''), source]);

export default defineConfig({
  entry: Object.fromEntries(names),
  format: ['esm', 'cjs'],
  dts: true,
  clean: true,
  sourcemap: true,
  target: 'node20',
  tsconfig: resolve(workspace, 'tsconfig.build.json'),
  shims: true,
  // Every published package carries the license; it is kept once.
  onSuccess: async () => copyFileSync(resolve(workspace, 'LICENSE'), 'LICENSE'),
});
