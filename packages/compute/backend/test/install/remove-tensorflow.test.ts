import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { installTensorFlow, removeTensorFlow } from '../../src/index.js';
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
it.skipIf(!supported)('removes what was installed, and nothing else', async () => {
  await installTensorFlow(where());
  for (const folder of ['data', 'ndsb', 'seen-whole']) {
    mkdirSync(join(machine.cache, folder));
    write(folder, 'file');
  }
  for (const file of ['native-1-2.node', 'native-1.json', 'row-1-2-3.node', 'mine.txt']) write(file);
  const others = ['native-app', 'row-data.csv', 'tensorflow-models', 'tfjs-node-examples'];
  for (const other of others) write(other);
  const parts = await removeTensorFlow(where());
  expect(readdirSync(machine.cache).sort()).toEqual([...others, 'data', 'mine.txt', 'ndsb'].sort());
  expect(existsSync(join(machine.tfjsNode, 'deps'))).toBe(false);
  expect(readdirSync(join(machine.tfjsNode, 'lib', 'napi-v8'))).toEqual([]);
  const [tensorflow] = parts.filter(({ file }) => file.includes('/tensorflow-'));
  expect(tensorflow!.bytes).toBeGreaterThan('the library'.length);
  expect(parts).toContainEqual({ file: join(machine.cache, 'row-1-2-3.node'), bytes: 9 });
  expect(await removeTensorFlow(where())).toEqual([]);
  expect(await installTensorFlow(where())).toMatchObject({ installed: true, changed: true });
});

it.skipIf(!supported)('removes what only GPUs need, if that is all', async () => {
  await installTensorFlow(where());
  const before = readdirSync(machine.cache);
  const others = ['tensorflow-2.21.0-gpu-linux-x64', 'tfjs-node-gpu-4.22.0-napi-v8-0'];
  for (const folder of others) {
    mkdirSync(join(machine.cache, folder));
    write(folder, 'file');
  }
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
