import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isInputError } from '@rectified/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installTensorFlow, type RemovedPart, removeTensorFlow } from '../../src/index.js';
import { type FakeMachine, fakeMachine, supported } from './fake-machine.js';

// A root user, as in containers, is refused nothing but mount points and read-only disks, which a test cannot make everywhere.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  return { ...real, mkdtemp: vi.fn(real.mkdtemp), rename: vi.fn(real.rename), rm: vi.fn(real.rm) };
});
const real = await vi.importActual<typeof import('node:fs/promises')>('node:fs/promises');

function refusal(code: string, path: unknown): Promise<never> {
  const details = { code, syscall: 'rename', path };
  return Promise.reject(Object.assign(new Error(`${code}: '${path}'`), details));
}

describe.skipIf(!supported)('where the system refuses', () => {
  let machine: FakeMachine;
  let tensorflow: string;
  let removed: RemovedPart[];

  const deps = () => join(machine.tfjsNode, 'deps');
  const remove = () =>
    removeTensorFlow({
      project: machine.project,
      cache: machine.cache,
      onRemoved: (part) => removed.push(part),
    });

  beforeEach(async () => {
    machine = await fakeMachine();
    vi.stubEnv('PATH', machine.bin);
    vi.stubEnv('CXX', undefined);
    await installTensorFlow({ project: machine.project, cache: machine.cache });
    tensorflow = join(
      machine.cache,
      readdirSync(machine.cache).find((name) => name.startsWith('tensorflow-'))!,
    );
    removed = [];
  });
  afterEach(() => {
    vi.mocked(mkdtemp).mockImplementation(real.mkdtemp);
    vi.mocked(rename).mockImplementation(real.rename);
    vi.mocked(rm).mockImplementation(real.rm);
    vi.unstubAllEnvs();
    machine.remove();
  });

  /** What is left when it is called again. */
  async function expectCompletion(): Promise<void> {
    vi.mocked(rename).mockImplementation(real.rename);
    vi.mocked(rm).mockImplementation(real.rm);
    await remove();
    expect(await remove()).toEqual([]);
    expect(readdirSync(machine.cache)).toEqual([]);
  }

  it('any change of the cache, it names the cache, and everything stays', async () => {
    const before = readdirSync(machine.cache);
    vi.mocked(mkdtemp).mockImplementation((prefix) => refusal('EROFS', prefix));
    const refused = remove();
    await expect(refused).rejects.toSatisfy(isInputError);
    await expect(refused).rejects.toThrow(
      `${machine.cache}: the file system is read-only. Make the folder writable`,
    );
    expect(removed).toEqual([]);
    expect(readdirSync(machine.cache)).toEqual(before);
    expect(existsSync(deps())).toBe(true);
  });

  it('one part, it removes the others, and names it', async () => {
    vi.mocked(rename).mockImplementation((from, to) =>
      from === tensorflow ? refusal('EBUSY', from) : real.rename(from, to),
    );
    const refused = remove();
    await expect(refused).rejects.toSatisfy(isInputError);
    await expect(refused).rejects.toThrow(`${tensorflow} (it is in use)`);
    expect(readdirSync(machine.cache).map((name) => join(machine.cache, name))).toEqual([tensorflow]);
    expect(existsSync(deps())).toBe(false);
    expect(removed.map(({ file }) => file)).toContain(deps());
    expect(removed.map(({ file }) => file)).not.toContain(tensorflow);
    await expectCompletion();
  });

  it('a file in a part, it removes the others, and names it', async () => {
    const inPart = (path: unknown) => /\.unfinished~[^/]*(\/tensorflow-[^/]*)?$/.test(String(path));
    vi.mocked(rm).mockImplementation((path, options) =>
      inPart(path) ? refusal('EPERM', path) : real.rm(path, options),
    );
    await expect(remove()).rejects.toThrow(/\/tensorflow-\S* \(permission denied\)/);
    expect(existsSync(deps())).toBe(false);
  });

  it('the project, it names what stays there, and what marks it as ours stays, too', async () => {
    vi.mocked(rm).mockImplementation((path, options) =>
      path === deps() ? refusal('EACCES', path) : real.rm(path, options),
    );
    await expect(remove()).rejects.toThrow(`${deps()} (permission denied)`);
    expect(readdirSync(machine.cache)).toEqual([]);
    expect(readdirSync(join(machine.tfjsNode, 'lib', 'napi-v8'))).toHaveLength(2);
    await expectCompletion();
  });
});
