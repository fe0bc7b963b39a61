import { defineConfig } from 'vitest/config';

/** Tests of the workspace itself. `pack/` needs built packages and the network; `npm run check` runs it. */
export default defineConfig({
  test: {
    name: 'tools',
    pool: 'forks',
    include: process.env.PACK ? ['pack/*.test.ts'] : ['*/*.test.ts'],
    exclude: process.env.PACK ? [] : ['pack/**', 'readme/readme.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
  },
});
