import { installTensorFlow } from '../../src/index.js';

// An installation in a process of its own, which a test kills.
const [project, cache] = process.argv.slice(2);
await installTensorFlow({ project, cache });
