#!/usr/bin/env node
import { runProgram } from '@rectified/system';
import { main } from '../dist/index.js';

await runProgram(() => main(process.argv.slice(2)));
