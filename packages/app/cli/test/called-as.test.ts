import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { temporaryFolder } from '@rectified/testing/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asCalled } from '../src/as-called.js';
import { calledAs } from '../src/called-as.js';
import { call } from './call.js';

const directory = temporaryFolder(afterAll);
const inside = (...names: string[]) => join(directory, ...names);
beforeAll(() => {
  for (const folder of ['bin', 'project/node_modules/.bin', 'npm/_npx/1a2b/node_modules/.bin']) {
    mkdirSync(inside(folder), { recursive: true });
    writeFileSync(inside(folder, 'rectified'), '');
  }
  mkdirSync(inside('project', 'deep', 'down'), { recursive: true });
});

describe('calledAs', () => {
  it('by its name where it is on the path', () => {
    const PATH = ['/usr/bin', inside('bin')].join(delimiter);
    expect(calledAs({ environment: { PATH }, folder: directory })).toBe('rectified');
  });

  it('by npx in a project that has it, also where npm put it on the path', () => {
    const PATH = inside('project', 'node_modules', '.bin');
    expect(calledAs({ environment: { PATH }, folder: inside('project') })).toBe('npx rectified');
    expect(calledAs({ environment: {}, folder: inside('project', 'deep', 'down') })).toBe('npx rectified');
  });

  it("by its package's name elsewhere, since npx would look for a package called rectified", () => {
    const PATH = inside('npm', '_npx', '1a2b', 'node_modules', '.bin');
    expect(calledAs({ environment: { PATH }, folder: directory })).toBe('npx @rectified/cli');
  });
});

it('names commands in messages as they are called here', () => {
  const name = 'npx @rectified/cli';
  expect(asCalled('get it: `rectified datasets fetch cifar10`', name)).toBe(
    'get it: `npx @rectified/cli datasets fetch cifar10`',
  );
  expect(asCalled('see `rectified\n    datasets`', 'npx rectified')).toBe(
    'see `npx rectified\n    datasets`',
  );
  expect(asCalled('see `npx @rectified/cli backend`', 'npx rectified')).toBe('see `npx rectified backend`');
  for (const other of ['Rectified trains', '@rectified/train it', 'rectified neurons', './rectified train'])
    expect(asCalled(other, name)).toBe(other);
});

it('knows every command', () => {
  for (const file of readdirSync('src/commands')) {
    const command = file.replace('.ts', '');
    expect(asCalled(`rectified ${command}`, 'npx rectified')).toBe(`npx rectified ${command}`);
  }
});

it('help and errors name it so', async () => {
  const name = 'npx @rectified/cli';
  expect((await call(['train', '--help'], { name })).stdout).toMatch(
    /^Usage: npx @rectified\/cli train [\s\S]*see `npx @rectified\/cli datasets`[\s\S]*\$ npx @rectified\/cli train/,
  );
  const { stderr } = await call(['evaluate', directory], { name });
  expect(stderr).toContain('as written by `npx @rectified/cli train --out`');
});
