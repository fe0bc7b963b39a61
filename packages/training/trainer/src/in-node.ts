import { compiledEngine } from './compiled-engine.js';
import { fingerprintOf } from './fingerprint-of.js';
import { openRun } from './open-run.js';
import type { Platform } from './platform.js';

/** Runs are written to folders. */
export const inNode: Platform = {
  runtime: process.versions.node,
  compiledEngine,
  files: { openRun, fingerprintOf },
  peakMemory: () => process.resourceUsage().maxRSS * 1024,
};
