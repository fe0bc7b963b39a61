import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

/** One test configuration for every package: `vitest run --config ../../../vitest.config.ts`, run in the package's folder. */
const workspace = import.meta.dirname;
const { name } = JSON.parse(readFileSync('package.json', 'utf8')) as { name: string };
// Tests read the sources of every package of the workspace, never a stale `dist`.
const conditions = ['@rectified/source', 'module', 'node', 'development|production'];

/** Where TensorFlow is missing, so are the tests of what is for it, and what they would cover. */
const binding = 'node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node';
const whole = existsSync(resolve(workspace, binding));

export default defineConfig({
  root: process.cwd(),
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['node'] } },
  test: {
    name,
    pool: 'forks',
    include: ['test/**/*.test.ts', resolve(workspace, 'tools/readme/readme.test.ts')],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    passWithNoTests: false,
    coverage: {
      enabled: true,
      provider: 'v8',
      include: ['src/**/*.ts'],
      // They run in processes of their own, which tests start and whose coverage is not seen here.
      exclude: ['src/child.ts', 'src/try-*.ts'],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: whole ? 90 : 0 },
    },
  },
});
