import { defineConfig } from 'vitest/config';

/** Each file has its own process, since TensorFlow does not support a second thread. The slowest backend needs the long timeout. */
export default defineConfig({ test: { pool: 'forks', testTimeout: 120_000 } });
