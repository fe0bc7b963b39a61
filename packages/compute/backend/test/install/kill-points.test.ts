import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bindingDamage, bindingStamp } from '../../src/check/binding-stamp.js';
import { removeTensorFlow, verifyInstallation } from '../../src/index.js';
import { linkIntoProject } from '../../src/install/link-into-project.js';
import { bindingPath, findNodePackage, type NodePackage, tensorflowPath } from '../../src/node-package.js';
import { type FakeMachine, fakeMachine } from './fake-machine.js';

/** How many changes this process may still make to the disk before it counts as killed. */
const life = vi.hoisted(() => ({ left: Number.POSITIVE_INFINITY }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<Record<string, (...args: unknown[]) => Promise<unknown>>>();
  const changes = ['copyFile', 'mkdir', 'mkdtemp', 'open', 'rename', 'rm', 'rmdir', 'symlink', 'unlink'];
  const mortal = changes.map((name) => [
    name,
    (...args: unknown[]) =>
      life.left-- > 0 ? real[name]!(...args) : Promise.reject(new Error('this process was killed')),
  ]);
  return { ...real, ...Object.fromEntries(mortal) };
});

let machine: FakeMachine;
let tfjsNode: NodePackage;
afterEach(() => {
  life.left = Number.POSITIVE_INFINITY;
  machine.remove();
});

const where = () => ({ project: machine.project, cache: machine.cache });
const inCache = (version: string) => join(machine.cache, `tensorflow-${version}-cpu-linux-x64`);
const paths = () => {
  const binding = bindingPath(tfjsNode);
  return { binding, deps: tensorflowPath(tfjsNode), stamp: bindingStamp(binding) };
};

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

async function link(version: string): Promise<void> {
  const built = join(machine.folder, version);
  write(built, `the binding for ${version}`);
  write(join(inCache(version), 'lib', 'library'), version);
  await linkIntoProject(tfjsNode, inCache(version), built);
}

/** What tfjs-node or somebody else has put there, which only an installation may replace. */
function bring(deps: 'folder' | 'link'): void {
  write(paths().binding, 'its binding');
  if (deps === 'folder') write(join(paths().deps, 'lib', 'library'), 'its TensorFlow');
  else symlinkSync('/', paths().deps);
}

const befores: [string, () => unknown][] = [
  ['nothing', () => {}],
  ['another version', () => link('2.20.0')],
  ['the same version', () => link('2.21.0')],
  ['an installation without its link', () => link('2.20.0').then(() => rmSync(paths().deps))],
  ['an installation without its stamp', () => link('2.20.0').then(() => rmSync(paths().stamp))],
  [
    'an installation whose link somebody has replaced',
    () =>
      link('2.20.0').then(() => {
        rmSync(paths().deps);
        symlinkSync('/', paths().deps);
      }),
  ],
  ['what tfjs-node has downloaded itself', () => bring('folder')],
  [
    'what tfjs-node has downloaded itself over an installation',
    () =>
      link('2.20.0').then(() => {
        rmSync(paths().deps);
        bring('folder');
      }),
  ],
  ['a TensorFlow of somebody else', () => bring('link')],
];

/** Does something again and again, each time on a new machine and killed one step later, until it is not killed. */
async function killEverywhere(
  before: () => unknown,
  act: () => Promise<unknown>,
  check: (step: string) => Promise<void>,
): Promise<number> {
  for (let step = 0; ; step++) {
    machine = await fakeMachine();
    mkdirSync(machine.cache);
    tfjsNode = findNodePackage(machine.project, '@tensorflow/tfjs-node')!;
    await before();
    life.left = step;
    const killed = await act().then(
      () => false,
      (error: Error) => {
        if (!error.message.includes('killed')) throw error;
        return true;
      },
    );
    life.left = Number.POSITIVE_INFINITY;
    await check(`killed after ${step} steps`);
    if (!killed) return step;
    machine.remove();
  }
}

const content = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

/** Nothing of ours is left in the package, and what was there from the beginning is there whole or, as far as it was replaced, not at all. */
async function expectNothingOfOurs(step: string): Promise<void> {
  const { binding, deps, stamp } = paths();
  expect(existsSync(stamp), step).toBe(false);
  const found = lstatSync(deps, { throwIfNoEntry: false });
  if (found?.isSymbolicLink()) expect(readlinkSync(deps), step).toBe('/');
  if (found === undefined) expect(content(binding), step).toBe(undefined);
  else expect([undefined, 'its binding'], step).toContain(content(binding));
  const folders = [tfjsNode.folder, dirname(binding)].filter((folder) => existsSync(folder));
  const names = folders.flatMap((folder) => readdirSync(folder));
  expect(
    names.filter((name) => name.startsWith('.')),
    step,
  ).toEqual([]);
  expect(await removeTensorFlow(where()), step).toEqual([]);
}

describe.each(befores)('after an installation over %s that was killed at any step', (_, before) => {
  it('nothing is taken for damaged or for installed, and a removal removes it', async () => {
    const steps = await killEverywhere(
      before,
      () => link('2.21.0'),
      async (step) => {
        const { binding, deps, stamp } = paths();
        if (existsSync(binding)) expect(await bindingDamage(tfjsNode), step).toBe(undefined);
        const found = lstatSync(deps, { throwIfNoEntry: false });
        if (found?.isSymbolicLink() && readlinkSync(deps) === inCache('2.21.0') && existsSync(stamp))
          expect(content(binding), step).toBe('the binding for 2.21.0');
        await removeTensorFlow(where());
        await expectNothingOfOurs(step);
      },
    );
    expect(steps).toBeGreaterThan(8);
  });

  it('the next one completes it', async () => {
    await killEverywhere(
      before,
      () => link('2.21.0'),
      async (step) => {
        await link('2.21.0');
        expect(content(paths().binding), step).toBe('the binding for 2.21.0');
        expect(readlinkSync(paths().deps), step).toBe(inCache('2.21.0'));
        expect(await bindingDamage(tfjsNode), step).toBe(undefined);
        expect(
          readdirSync(tfjsNode.folder).filter((name) => name.startsWith('.')),
          step,
        ).toEqual([]);
      },
    );
  });
});

describe.each(befores)('after a removal of %s that was killed at any step', (_, before) => {
  it('the next one completes it', async () => {
    await killEverywhere(
      before,
      () => removeTensorFlow(where()),
      async (step) => {
        await removeTensorFlow(where());
        await expectNothingOfOurs(step);
        expect(readdirSync(machine.cache), step).toEqual([]);
        const damaged = (await verifyInstallation(where())).filter(({ damage }) => damage);
        const known = damaged.filter(({ damage }) => damage !== 'has no hash to compare with');
        expect(known, step).toEqual([]);
      },
    );
  });
});
