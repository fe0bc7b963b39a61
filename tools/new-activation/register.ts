import { resolve } from 'node:path';
import { registerActivations } from './register-activations.js';

/** `npm run register`: makes every activation known where all of them must be. */
await registerActivations(resolve(import.meta.dirname, '../..'));
