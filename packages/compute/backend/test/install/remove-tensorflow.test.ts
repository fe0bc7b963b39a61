import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isInputError } from '@rectified/errors';
import { thisProcess } from '@rectified/system';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  installTensorFlow,
  type RemovedPart,
  removeTensorFlow,
  verifyInstallation,
} from '../../src/index.js';
import { type FakeMachine, fakeMachine, supported } from './fake-machine.js';

let machine: FakeMachine;
beforeEach(async () => {
  machine = await fakeMachine();
  vi.stubEnv('PATH', machine.bin);
  vi.stubEnv('CXX', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  machine.remove();
});

const where = () => ({ project: machine.project, cache: machine.cache });
const write = (...path: string[]) => writeFileSync(join(machine.cache, ...path), 'something');
const makeFolder = (name: string) => {
  mkdirSync(join(machine.cache, name), { recursive: true });
  write(name, 'file');
};
const [key, hash] = ['0123456789abcdef', 'fedcba9876543210'];
const kernels = [
  `native-${key}.json`,
  `native-${key}-${hash}.node`,
  `row-0123456789abcdef01234567-${key}.json`,
  `row-0123456789abcdef01234567-${key}-${hash}.node`,
];
const othersFiles = [
  ...['mine.txt', 'native-app', 'native-1.json', 'native-ab.node', `native-${key}-mine.node`, 'row-data.csv'],
  ...['row-2024-01-15.json', 'tensorflow-2.20.0-cpu-linux-x64', 'tfjs-node-4.22.0.tgz'],
];
const othersFolders = [
  ...['data', 'ndsb', `native-${hash}.json`, 'tensorflow-models', 'tensorflow-1.15-cpu-docker-notes'],
  ...['tfjs-node-examples', 'tfjs-node-gpu-4.22.0-notes'],
];

it.skipIf(!supported)('removes what was installed, and nothing else', async () => {
  await installTensorFlow(where());
  makeFolder('seen-whole');
  for (const file of [...kernels, ...othersFiles]) write(file);
  for (const folder of othersFolders) makeFolder(folder);
  const parts = await removeTensorFlow(where());
  expect(readdirSync(machine.cache).sort()).toEqual([...othersFiles, ...othersFolders].sort());
  expect(existsSync(join(machine.tfjsNode, 'deps'))).toBe(false);
  expect(readdirSync(join(machine.tfjsNode, 'lib', 'napi-v8'))).toEqual([]);
  const [tensorflow] = parts.filter(({ file }) => file.includes('/tensorflow-'));
  expect(tensorflow!.bytes).toBeGreaterThan('the library'.length);
  for (const name of kernels) expect(parts).toContainEqual({ file: join(machine.cache, name), bytes: 9 });
  expect(await removeTensorFlow(where())).toEqual([]);
  expect(await installTensorFlow(where())).toMatchObject({ installed: true, changed: true });
});

it.skipIf(!supported)('leaves others what only looks like ours, as do installing and comparing', async () => {
  for (const folder of othersFolders) makeFolder(folder);
  for (const file of othersFiles) write(file);
  await installTensorFlow(where());
  expect(readdirSync(machine.cache)).toEqual(expect.arrayContaining([...othersFiles, ...othersFolders]));
  expect((await verifyInstallation(where())).filter(({ damage }) => damage)).toEqual([]);
});

it.skipIf(!supported)('removes what only GPUs need, if that is all', async () => {
  await installTensorFlow(where());
  const before = readdirSync(machine.cache);
  const others = ['tensorflow-2.21.0-gpu-linux-x64', 'tfjs-node-gpu-4.22.0-napi-v8-0123456789ab'];
  for (const folder of others) makeFolder(folder);
  expect(await removeTensorFlow({ ...where(), gpu: true })).toEqual(
    others.map((folder) => ({ file: join(machine.cache, folder), bytes: 9 })),
  );
  expect(readdirSync(machine.cache)).toEqual(before);
  expect(await installTensorFlow(where())).toMatchObject({ changed: false });
});

it.skipIf(!supported)('may be called twice at once, and after the cache was removed', async () => {
  await installTensorFlow(where());
  const [one, other] = await Promise.all([removeTensorFlow(where()), removeTensorFlow(where())]);
  const files = [...one!, ...other!].map(({ file }) => file).filter((file) => file.startsWith(machine.cache));
  expect(new Set(files).size).toBe(files.length);
  expect(readdirSync(machine.cache)).toEqual([]);
  expect(await removeTensorFlow({ ...where(), cache: join(machine.folder, 'nowhere') })).toEqual([]);
});

it('leaves a TensorFlow alone that tfjs-node has downloaded itself', async () => {
  const own = join(machine.tfjsNode, 'deps', 'lib');
  mkdirSync(own, { recursive: true });
  expect(await removeTensorFlow(where())).toEqual([]);
  expect(existsSync(own)).toBe(true);
});

describe.skipIf(!supported)('after a removal that was killed', () => {
  const deps = () => join(machine.tfjsNode, 'deps');
  const binding = () => join(machine.tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node');
  const stamp = () => binding().replace(/node$/, 'stamp.json');
  const cache = () => machine.cache;

  it.each<[string, (() => string)[]]>([
    ['the cache is empty', [cache]],
    ['the binding is gone', [cache, binding]],
    ['the link is gone', [cache, deps]],
    ['only the stamp is there', [cache, deps, binding]],
    ['the binding is there without a stamp, as when an installation is killed', [stamp]],
    ['only the link is there, as when an installation is killed', [binding, stamp]],
  ])('the next removes the rest: %s', async (_, gone) => {
    await installTensorFlow(where());
    for (const path of gone) rmSync(path(), { recursive: true });
    const left = [binding, deps, stamp].filter((path) => !gone.includes(path)).map((path) => path());
    const removed = (await removeTensorFlow(where())).map(({ file }) => file);
    expect(removed.filter((file) => !file.startsWith(machine.cache))).toEqual(left);
    expect(await verifyInstallation(where())).toEqual([]);
    expect(await removeTensorFlow(where())).toEqual([]);
  });

  it('the next counts what lies in its temporary folder', async () => {
    const { host, boot, pidNamespace } = thisProcess();
    const left = `.unfinished~${host}~${boot}~${pidNamespace}~99999999~1~x`;
    makeFolder(left);
    expect(await removeTensorFlow(where())).toEqual([{ file: join(machine.cache, left), bytes: 9 }]);
    expect(readdirSync(machine.cache)).toEqual([]);
  });
});

it.skipIf(!supported)(
  'leaves alone what tfjs-node has downloaded itself over what was installed',
  async () => {
    await installTensorFlow(where());
    const [deps, lib] = [join(machine.tfjsNode, 'deps'), join(machine.tfjsNode, 'lib', 'napi-v8')];
    rmSync(deps);
    mkdirSync(deps);
    writeFileSync(join(lib, 'tfjs_binding.node'), 'its binding');
    const removed = (await removeTensorFlow(where())).map(({ file }) => file);
    const stamp = join(lib, 'tfjs_binding.stamp.json');
    expect(removed.filter((file) => !file.startsWith(machine.cache))).toEqual([stamp]);
    expect(readdirSync(lib)).toEqual(['tfjs_binding.node']);
    expect(existsSync(deps)).toBe(true);
    expect(await removeTensorFlow(where())).toEqual([]);
  },
);

it.skipIf(!supported)('removes of a part on another disk only the link, and says where it led', async () => {
  await installTensorFlow(where());
  const name = readdirSync(machine.cache).find((name) => name.startsWith('tensorflow-'))!;
  const [file, elsewhere] = [join(machine.cache, name), join(machine.folder, 'elsewhere')];
  renameSync(file, elsewhere);
  symlinkSync(join('..', 'elsewhere'), file);
  symlinkSync('nowhere', join(machine.cache, 'seen-whole'));
  const parts = await removeTensorFlow(where());
  expect(parts).toContainEqual({ file, bytes: join('..', 'elsewhere').length, leadsTo: elsewhere });
  // There is nothing to say of a link that leads nowhere, and of those that we have made ourselves.
  expect(parts.filter(({ leadsTo }) => leadsTo !== undefined)).toHaveLength(1);
  expect(readdirSync(machine.cache)).toEqual([]);
  expect(existsSync(join(elsewhere, 'seal.json'))).toBe(true);
});

it('leaves alone a link to a TensorFlow of somebody else', async () => {
  symlinkSync('/opt/tensorflow', join(machine.tfjsNode, 'deps'));
  expect(await removeTensorFlow(where())).toEqual([]);
  expect(readdirSync(machine.tfjsNode)).toContain('deps');
});

it.skipIf(!supported)('ends between two parts when it is told to', async () => {
  await installTensorFlow(where());
  const before = readdirSync(machine.cache);
  const removed: RemovedPart[] = [];
  const controller = new AbortController();
  const onRemoved = (part: RemovedPart) => {
    removed.push(part);
    controller.abort(new Error('Ctrl-C'));
  };
  const { signal } = controller;
  await expect(removeTensorFlow({ ...where(), onRemoved, signal })).rejects.toThrow('Ctrl-C');
  expect(removed).toHaveLength(1);
  expect(readdirSync(machine.cache).map((name) => join(machine.cache, name))).toEqual(
    before.map((name) => join(machine.cache, name)).filter((file) => file !== removed[0]!.file),
  );
  expect(existsSync(join(machine.tfjsNode, 'lib', 'napi-v8', 'tfjs_binding.node'))).toBe(true);
  await expect(removeTensorFlow({ ...where(), signal })).rejects.toBe(signal.reason);
});

it('refuses a project that is no folder, as installing and comparing do', async () => {
  const file = join(machine.project, 'package.json');
  for (const act of [installTensorFlow, removeTensorFlow, verifyInstallation]) {
    const nowhere = join(machine.project, 'nowhere');
    await expect(act({ ...where(), project: nowhere })).rejects.toThrow(
      `${nowhere}: the option \`project\` must be a folder: got nothing there`,
    );
    await expect(act({ ...where(), project: file })).rejects.toThrow(`${file}: the option`);
    await expect(act({ ...where(), cache: file })).rejects.toThrow(`${file}: the option`);
  }
});

it.skipIf(!supported).each<[string, () => string, string, RegExp]>([
  ['project', () => machine.project, '{', /package\.json/],
  ['tfjs-node', () => machine.tfjsNode, '{', /package\.json/],
  [
    'tfjs-node, which is JSON',
    () => machine.tfjsNode,
    '{}',
    /tfjs-node is damaged: got no `napi_versions`.*`npm install/,
  ],
])('refuses a damaged package.json of the %s, and removes nothing', async (_, folder, text, message) => {
  // Not installed by this process: Node would remember the package.json of the project as it was.
  makeFolder('seen-whole');
  writeFileSync(join(folder(), 'package.json'), text);
  const refused = removeTensorFlow(where());
  await expect(refused).rejects.toSatisfy(isInputError);
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toThrow(folder());
  expect(readdirSync(machine.cache)).toEqual(['seen-whole']);
  await expect(verifyInstallation(where())).rejects.toSatisfy(isInputError);
  expect(await installTensorFlow(where())).toMatchObject({
    installed: false,
    reason: expect.stringMatching(message),
  });
});
