import { defineConfig } from 'vitest/config';

/** Tests of the workspace itself. Those in `pack/` need built packages and the network, and are run by `npm run packages`. */
export default defineConfig({
  test: {
    name: 'tools',
    pool: 'forks',
    include: ['*/*.test.ts'],
    exclude: ['pack/**', 'readme/readme.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
