#!/usr/bin/env node
// Not a file of `dist`: npm links a workspace's command only if it is there at install time, before the build.
import { run } from '../dist/run.js';

await run();
