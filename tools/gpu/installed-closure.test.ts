import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { installedClosure } from './installed-closure.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'closure-'));
});
afterEach(() => rmSync(project, { recursive: true }));

function install(place: string, needs: object = {}): void {
  const file = join(project, place, 'package.json');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(needs));
}

it('finds dependencies like Node, and nothing else', () => {
  install('node_modules/a', { dependencies: { b: '1', '@s/own': '1' }, devDependencies: { z: '1' } });
  install('node_modules/b', {
    dependencies: { a: '1', c: '2' },
    optionalDependencies: { gone: '1', o: '1' },
  });
  install('node_modules/b/node_modules/c'); // another version than the one above
  for (const name of ['c', 'o', 'p', 'z']) install(`node_modules/${name}`);
  install('packages/own', { peerDependencies: { p: '1' } });
  mkdirSync(join(project, 'node_modules/@s'));
  symlinkSync('../../packages/own', join(project, 'node_modules/@s/own'));
  expect(installedClosure(project, ['a'])).toEqual([
    'node_modules/@s/own',
    'node_modules/a',
    'node_modules/b', // with its own c
    'node_modules/o',
    'node_modules/p',
  ]);
});

it('refuses if something is missing', () => {
  install('node_modules/a', { dependencies: { b: '1' } });
  expect(() => installedClosure(project, ['a'])).toThrow('the package b, which node_modules/a needs');
  expect(() => installedClosure(project, ['x'])).toThrow('the package x, which the project needs');
});
