import { buildNative } from '../src/index.js';

// A compilation in a process of its own, which a test kills.
const [compiler, cache] = process.argv.slice(2);
await buildNative({ compiler, cache });
