import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'pack',
    pool: 'forks',
    // Each test runs npm and Node in separate processes.
    maxConcurrency: 2,
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
});
