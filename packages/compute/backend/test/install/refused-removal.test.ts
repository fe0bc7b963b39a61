import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, rename, rm, unlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isInputError } from '@rectified/errors';
import { thisProcess } from '@rectified/system';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { installTensorFlow, type RemovedPart, removeTensorFlow } from '../../src/index.js';
import { type FakeMachine, fakeMachine, supported } from './fake-machine.js';

// A root user, as in containers, is refused nothing but mount points and read-only disks, which a test cannot make everywhere.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const { mkdtemp, rename, rm, unlink } = real;
  return { ...real, mkdtemp: vi.fn(mkdtemp), rename: vi.fn(rename), rm: vi.fn(rm), unlink: vi.fn(unlink) };
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
    vi.mocked(unlink).mockImplementation(real.unlink);
    vi.unstubAllEnvs();
    machine.remove();
  });

  /** What is left when it is called again. */
  async function expectCompletion(): Promise<void> {
    vi.mocked(rename).mockImplementation(real.rename);
    vi.mocked(rm).mockImplementation(real.rm);
    vi.mocked(unlink).mockImplementation(real.unlink);
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

  /** A file with the attribute `i`, wherever it lies: Node's `rm` takes it for a folder. */
  function protect(name: string): void {
    vi.mocked(unlink).mockImplementation((path) =>
      basename(String(path)) === name ? refusal('EPERM', path) : real.unlink(path),
    );
    vi.mocked(rm).mockImplementation((path, options) => {
      const folder = String(path);
      const isFolder = existsSync(folder) && statSync(folder).isDirectory();
      const files = isFolder ? readdirSync(folder, { recursive: true }).map(String) : [];
      const found = files.find((file) => basename(file) === name);
      return found === undefined ? real.rm(path, options) : refusal('ENOTDIR', join(folder, found));
    });
  }

  it('a file in a part, it removes the others, and names both every time until the file is gone', async () => {
    protect('c_api.h');
    const left = `${machine.cache}/\\.unfinished~[^/]*/${basename(tensorflow)}/include/tensorflow/c/c_api.h`;
    const stayed = new RegExp(`: ${tensorflow} \\(permission denied: ${left}\\)\\. Everything else`);
    for (let time = 0; time < 3; time++) await expect(remove()).rejects.toThrow(stayed);
    expect(existsSync(deps())).toBe(false);
    const files = readdirSync(machine.cache, { recursive: true, withFileTypes: true });
    expect(files.filter((file) => file.isFile()).map(({ name }) => name)).toEqual(['c_api.h']);
    removed = [];
    await expectCompletion();
    expect(removed).toEqual([{ file: tensorflow, bytes: '// the C interface'.length }]);
  });

  it('what a killed process has left, it names that', async () => {
    const { host, boot, pidNamespace } = thisProcess();
    const left = join(machine.cache, `.unfinished~${host}~${boot}~${pidNamespace}~99999999~1~x`);
    mkdirSync(left);
    writeFileSync(join(left, 'wheel'), '');
    protect('wheel');
    await expect(remove()).rejects.toThrow(`: ${left} (permission denied: ${join(left, 'wheel')}). `);
    expect(removed.map(({ file }) => file)).toContain(tensorflow);
    await expectCompletion();
  });

  it('the project, it names what stays there, and what marks it as ours stays, too', async () => {
    vi.mocked(unlink).mockImplementation((path) =>
      path === deps() ? refusal('EACCES', path) : real.unlink(path),
    );
    await expect(remove()).rejects.toThrow(`${deps()} (permission denied)`);
    expect(readdirSync(machine.cache)).toEqual([]);
    expect(readdirSync(join(machine.tfjsNode, 'lib', 'napi-v8'))).toEqual(['tfjs_binding.stamp.json']);
    await expectCompletion();
  });
});
