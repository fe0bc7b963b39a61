import { loadBackends } from '@rectified/backend';
import { describe, it } from 'vitest';
import { testOperations } from '../src/testing/index.js';

testOperations({ describe, it, backends: await loadBackends() });
