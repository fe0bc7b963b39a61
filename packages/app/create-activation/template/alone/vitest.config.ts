import { defineConfig } from 'vitest/config';

/** A process for each file, since TensorFlow survives no second thread; the slowest backend takes its time. */
export default defineConfig({ test: { pool: 'forks', testTimeout: 120_000 } });
