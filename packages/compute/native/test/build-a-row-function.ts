import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { mul, tanh, x } from '@rectified/expression';
import type { LoadedAddon } from '../src/addon.js';
import { buildRowFunction } from '../src/rows/build-row-function.js';
import { printRowFunction } from '../src/rows/print-row-function.js';
import { functionOf } from './functions.js';

// A process that builds a row function into the cache that it is given, and tells what was said and what it has loaded.
const [cache] = process.argv.slice(2);
const { text, hash } = printRowFunction(functionOf('f', mul(x, tanh(x))));
const said: string[] = [];
const loads: string[] = [];
const loaded = {
  stamp: join(cache!, 'native-0123456789abcdef.json'),
  say: (line: string) => said.push(line),
};
const number = buildRowFunction(text, {
  name: 'f',
  hash,
  loaded: loaded as unknown as LoadedAddon,
  load: (path) => loads.push(path),
});
console.log(JSON.stringify({ number, said, loads, files: readdirSync(cache!) }));
