import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'pack',
    pool: 'forks',
    // Each is npm and Node in processes of their own.
    maxConcurrency: 2,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
