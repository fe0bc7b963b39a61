import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unrefusedCalls } from '@rectified/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import * as api from '../src/index.js';

const before = process.cwd();
let folder: string;
// What is written by mistake is written there.
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'refusals-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

it('refuses what nobody means, with an error that says so', async () => {
  expect(await unrefusedCalls(api)).toEqual([]);
});
