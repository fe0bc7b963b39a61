import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const manifest = createRequire(import.meta.url).resolve('@tensorflow/tfjs-node/package.json');

/** Whether tfjs-node was built here; node-pre-gyp looks for the binding at this place. */
export const hasTensorFlow = existsSync(join(dirname(manifest), 'lib', 'napi-v8', 'tfjs_binding.node'));
