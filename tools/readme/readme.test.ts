import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import JSON5 from 'json5';
import { afterAll, describe, expect, it } from 'vitest';
import { exampleModule, examples } from './examples.js';
import { jsonValue } from './json-value.js';

/**
 * Runs every `ts` block of the README of the package in the current folder as a module of that package.
 * The shared vitest.config.ts adds this file to every package's tests.
 */
const folder = resolve('.readme-examples');
const text = await readFile('README.md', 'utf8');
const blocks = examples(text);
const cwd = process.cwd();

describe('README.md', () => {
  afterAll(() => process.chdir(cwd));

  it('names the package and how to install it', async () => {
    const { name } = JSON.parse(await readFile('package.json', 'utf8'));
    expect(text).toContain(`# ${name}`);
    expect(text).toMatch(/npm (install|i) .*@rectified\//);
  });

  it.each(blocks)('example at line $line runs', async ({ line, code }) => {
    await mkdir(folder, { recursive: true });
    const file = resolve(folder, `line-${line}.ts`);
    await writeFile(file, exampleModule(code));
    const values: { line: number; expected: string; actual: unknown }[] = [];
    Object.assign(globalThis, {
      __readmeValue: (at: number, expected: string, actual: unknown) =>
        values.push({ line: line + at, expected, actual }),
    });
    await import(/* @vite-ignore */ file);
    for (const value of values)
      expect(jsonValue(value.actual), `README.md, line ${value.line}`).toEqual(
        jsonValue(JSON5.parse(value.expected)),
      );
  });
});
