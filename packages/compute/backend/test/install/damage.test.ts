import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { checkTensorFlow } from '../../src/check/check-tensorflow.js';
import { chooseBackend, installTensorFlow, verifyInstallation } from '../../src/index.js';
import { findNodePackage } from '../../src/node-package.js';
import { type FakeMachine, fakeMachine } from './fake-machine.js';

// The machine of the tests is one that TensorFlow has wheels for.
const supported = ['linux-x64', 'linux-arm64', 'darwin-arm64'].includes(
  `${process.platform}-${process.arch}`,
);
const mac = process.platform === 'darwin';
const library = mac ? 'libtensorflow_cc.2.dylib' : 'libtensorflow_cc.so.2';
const framework = mac ? 'libtensorflow_framework.2.dylib' : 'libtensorflow_framework.so.2';

describe.skipIf(!supported)('what was installed and is damaged', () => {
  const home = process.cwd();
  let machine: FakeMachine;
  let binding: string;
  let tensorflow: string;

  const install = () => installTensorFlow({ project: machine.project, cache: machine.cache });
  const check = () => checkTensorFlow(findNodePackage(machine.project, '@tensorflow/tfjs-node')!);
  const verify = () => verifyInstallation({ project: machine.project, cache: machine.cache });
  const faults = async () => (await verify()).filter(({ damage }) => damage);

  beforeEach(async () => {
    machine = await fakeMachine();
    vi.stubEnv('PATH', machine.bin);
    vi.stubEnv('CXX', undefined);
    vi.stubEnv('RECTIFIED_CACHE', machine.cache);
    expect(await install()).toMatchObject({ installed: true });
    binding = join(machine.tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
    const [name] = readdirSync(machine.cache).filter((name) => name.startsWith('tensorflow-'));
    tensorflow = join(machine.cache, name!);
    await check();
    expect(await faults()).toEqual([]);
  });
  afterEach(() => {
    process.chdir(home);
    vi.unstubAllEnvs();
    machine.remove();
  });

  /** Another byte in a file that looks as before, but for when it was changed. */
  function flip(file: string): void {
    const { atime, mtime } = statSync(file);
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1]! ^= 1;
    writeFileSync(file, bytes);
    utimesSync(file, atime, mtime);
  }
  const zero = (file: string) => writeFileSync(file, Buffer.alloc(statSync(file).size));
  const lib = (name: string) => join(tensorflow, 'lib', name);
  const stamp = () => binding.replace(/node$/, 'stamp.json');

  it.each<[string, () => void, RegExp]>([
    [
      'a byte of the binding',
      () => flip(binding),
      /native part is damaged \(.*differs from what was written/,
    ],
    ['an empty binding', () => truncateSync(binding), /damaged \(.*has 0 bytes instead of 9\)/],
    ['a binding of zeros', () => zero(binding), /native part is damaged/],
    ['no binding', () => rmSync(binding), /native part is missing/],
    ['an empty stamp', () => truncateSync(stamp()), /a stamp that cannot be read/],
    [
      'a byte of TensorFlow',
      () => flip(lib(library)),
      /TensorFlow is damaged \(.*_cc.* differs from what was written/,
    ],
    [
      'half of TensorFlow',
      () => truncateSync(lib(framework), 3),
      /damaged \(.*framework.* has 3 bytes instead/,
    ],
    ['TensorFlow of zeros', () => zero(lib(framework)), /TensorFlow is damaged/],
    ['a missing library', () => rmSync(lib(library)), /damaged \(.*_cc.* is missing/],
    [
      'libraries in each other’s place',
      () => {
        renameSync(lib(library), lib('x'));
        renameSync(lib(framework), lib(library));
        renameSync(lib('x'), lib(framework));
      },
      /TensorFlow is damaged/,
    ],
    [
      'TensorFlow of zeros whose hashes are too',
      () => [lib(library), join(tensorflow, 'seal.json')].forEach(zero),
      /damaged \(.*seal.json cannot be read/,
    ],
    ['an emptied cache', () => rmSync(machine.cache, { recursive: true }), /TensorFlow is missing/],
    [
      'an empty folder in its place',
      () => {
        rmSync(tensorflow, { recursive: true });
        mkdirSync(tensorflow);
      },
      /TensorFlow is missing/,
    ],
  ])('%s is reported, and repaired by the installation', async (_, damage, reason) => {
    damage();
    const told = check();
    await expect(told).rejects.toThrow(reason);
    await expect(told).rejects.toThrow('`npx @rectified/cli backend install`');
    expect(await faults()).not.toEqual([]);
    expect(await install()).toMatchObject({ installed: true, changed: true });
    expect(await faults()).toEqual([]);
    await check();
    expect(await install()).toMatchObject({ installed: true, changed: false });
  });

  it.each<[string, () => void]>([
    ['a header', () => flip(join(tensorflow, 'include', 'tensorflow', 'c', 'c_api.h'))],
    ['the hashes', () => truncateSync(join(tensorflow, 'seal.json'))],
    [
      'the binding in the cache',
      () => {
        const [name] = readdirSync(machine.cache).filter((name) => name.startsWith('tfjs-node-'));
        flip(join(machine.cache, name!, 'tfjs_binding.node'));
      },
    ],
  ])('%s, which nothing loads, is found where all is compared', async (_, damage) => {
    damage();
    expect(await faults()).toHaveLength(1);
    expect(await install()).toMatchObject({ installed: true });
    expect(await faults()).toEqual([]);
  });

  it('is linked anew where the link was replaced', async () => {
    const deps = join(machine.tfjsNode, 'deps');
    for (const replace of [() => symlinkSync('/nowhere', deps), () => mkdirSync(deps)]) {
      rmSync(deps, { recursive: true });
      replace();
      await expect(check()).rejects.toThrow('TensorFlow is missing');
      expect(await install()).toMatchObject({ installed: true, changed: true });
      await check();
    }
  });

  it('crashes a process of its own where there are no hashes', async () => {
    rmSync(stamp());
    rmSync(join(tensorflow, 'seal.json'));
    await check();
    writeFileSync(binding, 'crash');
    await expect(check()).rejects.toThrow('does not load (it crashes when it is loaded (SIGBUS))');
  });

  it('is no more if tfjs-node has downloaded its own TensorFlow over it', async () => {
    const deps = join(machine.tfjsNode, 'deps');
    rmSync(deps);
    mkdirSync(join(deps, 'lib'), { recursive: true });
    writeFileSync(join(deps, 'lib', 'libtensorflow.so.2'), 'its TensorFlow');
    writeFileSync(binding, 'its binding');
    writeFileSync(join(machine.tfjsNode, 'index.js'), 'exports.backend = () => ({});');
    await check();
    const unknown = { damage: 'has no hash to compare with' };
    expect(await faults()).toEqual([deps, binding].map((file) => ({ file, ...unknown })));
    writeFileSync(join(machine.tfjsNode, 'index.js'), 'process.kill(process.pid, "SIGBUS");');
    writeFileSync(binding, 'its other binding');
    await expect(check()).rejects.toThrow('does not load (it crashes when it is loaded (SIGBUS))');
  });

  it('is loaded in a process of its own once, until something changes', async () => {
    const loads = join(machine.folder, 'loads');
    const index = join(machine.tfjsNode, 'index.js');
    writeFileSync(
      index,
      `require('node:fs').appendFileSync(${JSON.stringify(loads)}, 'x');\n${readFileSync(index, 'utf8')}`,
    );
    const count = () => (existsSync(loads) ? readFileSync(loads, 'utf8').length : 0);
    await check();
    expect(count()).toBe(0);
    copyFileSync(lib(library), lib('copy'));
    renameSync(lib('copy'), lib(library));
    await check();
    await check();
    expect(count()).toBe(1);
    // What is remembered is not believed when it is broken itself.
    const notes = join(machine.cache, 'seen-whole');
    for (const name of readdirSync(notes)) zero(join(notes, name));
    await check();
    expect(count()).toBe(2);
  });

  it('is no backend: the next one is taken, and the reason told', async () => {
    const core = createRequire(import.meta.url).resolve('@tensorflow/tfjs-core');
    const shared = join(machine.project, 'node_modules', '@tensorflow', 'tfjs-core');
    mkdirSync(shared);
    writeFileSync(join(shared, 'package.json'), JSON.stringify({ main: core }));
    process.chdir(machine.project);
    zero(binding);
    const { name, rejected } = await chooseBackend();
    expect(name).toBe('wasm');
    expect(rejected.find(({ name }) => name === 'tfjs-node')?.reason).toMatch(
      /damaged .*`npx @rectified\/cli backend install`/,
    );
    await expect(chooseBackend({ backend: 'tfjs-node' })).rejects.toThrow(/cannot be used: .*damaged/);
  });
});
