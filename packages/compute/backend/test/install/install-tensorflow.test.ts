import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { thisProcess } from '@rectified/system';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type InstallProgress, installTensorFlow } from '../../src/index.js';
import { type FakeMachine, fakeMachine, supported } from './fake-machine.js';

const napi = `napi-v8`;
let machine: FakeMachine;

/** Makes a machine and lets only its commands be found. */
async function start(options?: Parameters<typeof fakeMachine>[0]): Promise<FakeMachine> {
  machine = await fakeMachine(options);
  vi.stubEnv('PATH', machine.bin);
  vi.stubEnv('CXX', undefined);
  return machine;
}

function install(options: Parameters<typeof installTensorFlow>[0] = {}) {
  return installTensorFlow({ project: machine.project, cache: machine.cache, ...options });
}

/** Nothing half: no temporary folder in the cache or in tfjs-node. */
function expectNothingHalf(): void {
  const cached = existsSync(machine.cache) ? readdirSync(machine.cache) : [];
  expect(cached.filter((name) => name.startsWith('.unfinished'))).toEqual([]);
  expect(readdirSync(machine.tfjsNode).filter((name) => name.startsWith('.'))).toEqual([]);
}

afterEach(() => {
  vi.unstubAllEnvs();
  expectNothingHalf();
  machine.remove();
});

describe.skipIf(!supported)('installTensorFlow', () => {
  it('downloads, unpacks, compiles, links and checks', async () => {
    await start();
    const steps: InstallProgress[] = [];
    expect(await install({ onProgress: (progress) => steps.push(progress) })).toEqual({
      installed: true,
      changed: true,
      tensorflow: '2.21.0',
      package: '@tensorflow/tfjs-node',
    });
    expect([...new Set(steps.map(({ step }) => step))]).toEqual(['download', 'unpack', 'build', 'check']);
    const downloads = steps.filter(({ step }) => step === 'download');
    expect(downloads.at(-1)!.done).toBe(downloads.at(-1)!.total);
    const unpacked = steps.filter(({ step }) => step === 'unpack');
    expect(unpacked[0]!.done).toBe(0);
    expect(unpacked.at(-1)!.done).toBe(unpacked.at(-1)!.total);

    const { tfjsNode, cache } = machine;
    expect(readFileSync(join(tfjsNode, 'lib', napi, 'tfjs_binding.node'), 'utf8')).toBe('a binding');
    const library = process.platform === 'darwin' ? 'libtensorflow_cc.2.dylib' : 'libtensorflow_cc.so.2';
    expect(readFileSync(join(tfjsNode, 'deps', 'lib', library), 'utf8')).toBe('the library');
    expect(realpathSync(join(tfjsNode, 'deps', 'lib', library))).toContain(realpathSync(cache));
    const include = join(tfjsNode, 'deps', 'include');
    expect(existsSync(join(include, 'tensorflow', 'c', 'c_api.h'))).toBe(true);
    expect(existsSync(join(include, 'Eigen'))).toBe(false);

    const [pip] = machine.calls().filter((call) => call.includes('pip download'));
    expect(pip).toContain('--require-hashes');
    expect(pip).toContain('--only-binary=:all:');
    expect(pip).toContain('--python-version=3.12');
  });

  it('does nothing the second time, not even call a command', async () => {
    await start();
    await install();
    const calls = machine.calls();
    expect(await install()).toMatchObject({ installed: true, changed: false });
    expect(machine.calls()).toEqual(calls);
  });

  it('brings a second project, or a fresh node_modules, what the cache has', async () => {
    await start();
    await install();
    rmSync(join(machine.tfjsNode, 'deps'));
    rmSync(join(machine.tfjsNode, 'lib'), { recursive: true });
    rmSync(join(machine.bin, 'python3'));
    expect(await install()).toMatchObject({ installed: true, changed: true });
    expect(machine.calls().filter((call) => call.includes('-o '))).toHaveLength(1);
  });

  it('notices that the cache was emptied', async () => {
    await start();
    await install();
    rmSync(machine.cache, { recursive: true });
    expect(await install()).toMatchObject({ installed: true, changed: true });
    expect(machine.calls().filter((call) => call.includes('pip download'))).toHaveLength(2);
  });

  it('replaces what tfjs-node has downloaded by itself', async () => {
    await start();
    const own = join(machine.tfjsNode, 'deps', 'lib', 'libtensorflow.so.2.9.1');
    mkdirSync(dirname(own), { recursive: true });
    writeFileSync(own, 'TensorFlow 2.9');
    const results = await Promise.all([install(), install()]);
    for (const result of results) expect(result).toMatchObject({ installed: true, changed: true });
    expect(existsSync(own)).toBe(false);
  });

  it('survives two installations at once', async () => {
    await start();
    const results = await Promise.all([install(), install(), install()]);
    for (const result of results) expect(result).toMatchObject({ installed: true });
    expect(await install()).toMatchObject({ changed: false });
  });

  it('removes what a killed process left in the cache', async () => {
    await start({ pip: 'fail' });
    await install();
    const { host, boot, pidNamespace } = thisProcess();
    // No process has this number: it is beyond what Linux and macOS give out.
    const left = join(machine.cache, `.unfinished~${host}~${boot}~${pidNamespace}~99999999~1~x`);
    const others = join(machine.cache, '.unfinished~elsewhere~0~0~1~0~x');
    writeFileSync(left, '');
    writeFileSync(others, '');
    await install();
    expect(existsSync(left)).toBe(false);
    expect(existsSync(others)).toBe(true);
    rmSync(others);
  });

  it('tells everything that is missing at once, and how to get it', async () => {
    await start({ python: false, compiler: false });
    const result = await install();
    if (result.installed) throw new Error('installed');
    expect(result.missing.map(({ name }) => name)).toEqual(['python3', 'pip', 'g++']);
    for (const { name, remedy } of result.missing) expect(result.reason).toContain(`${name} (${remedy})`);
  });

  it('tells that pip is missing where Python is not', async () => {
    await start({ pip: 'missing' });
    expect(await install()).toMatchObject({ installed: false, missing: [{ name: 'pip' }] });
  });

  it('names the npm command when the project has no tfjs-node', async () => {
    await start({ compiler: false });
    // Above the root there is no folder whose node_modules could have one.
    expect(await install({ project: '/' })).toMatchObject({
      installed: false,
      reason: expect.stringContaining('npm install --ignore-scripts @tensorflow/tfjs-node@4.22.0'),
    });
  });

  it.each([
    ['pip', { pip: 'fail' }, 'DO NOT MATCH THE HASHES'],
    ['the compiler', { compile: 'fail' }, 'c_api.h: No such file'],
    ['the binding', { compile: 'broken' }, 'undefined symbol: TF_Version'],
    ['its process', { compile: 'crash' }, 'it crashes when it is loaded (SIGBUS)'],
  ] as const)(
    'gives the reason when %s fails, and leaves nothing that a program could run into',
    async (_, fault, reason) => {
      await start(fault);
      expect(await install()).toEqual({
        installed: false,
        reason: expect.stringContaining(reason),
        missing: [],
        ...('compile' in fault && fault.compile !== 'fail'
          ? {}
          : { output: expect.stringContaining(reason) }),
      });
      expect(existsSync(join(machine.tfjsNode, 'lib', napi, 'tfjs_binding.node'))).toBe(false);
      expect(existsSync(join(machine.tfjsNode, 'deps'))).toBe(false);
      expect(
        existsSync(machine.cache)
          ? readdirSync(machine.cache).filter((name) => name.startsWith('tfjs-node'))
          : [],
      ).toEqual([]);
    },
  );

  it('stops when told to, throws the reason and leaves nothing half', async () => {
    await start({ pip: 'hang' });
    const controller = new AbortController();
    const reason = new Error('Ctrl-C');
    const stop = ({ step, done }: InstallProgress) =>
      step === 'download' && done! > 0 && controller.abort(reason);
    await expect(install({ signal: controller.signal, onProgress: stop })).rejects.toBe(reason);
    await expect(install({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(readdirSync(machine.cache)).toEqual([]);
  });

  it('refuses a cache that is a file, and gives the reason when it cannot be made', async () => {
    await start();
    const cache = join(machine.folder, 'file');
    writeFileSync(cache, '');
    await expect(install({ cache })).rejects.toThrow(
      `${cache}: the option \`cache\` must be a folder: got a file`,
    );
    const reason = expect.stringContaining('is a file, not a folder');
    expect(await install({ cache: join(cache, 'below') })).toMatchObject({ installed: false, reason });
  });

  it('refuses a project that is no folder', async () => {
    await start();
    const project = join(machine.folder, 'nowhere');
    await expect(install({ project })).rejects.toThrow(
      `${project}: the option \`project\` must be a folder: got nothing there`,
    );
  });

  it.runIf(process.platform === 'linux' && process.arch === 'x64')(
    'links NVIDIA beside TensorFlow for a GPU',
    async () => {
      await start({ package: 'tfjs-node-gpu' });
      expect(await install({ gpu: true })).toMatchObject({
        installed: true,
        package: '@tensorflow/tfjs-node-gpu',
      });
      const deps = join(machine.tfjsNode, 'deps');
      const common = join(deps, 'nvidia', 'cublas', 'lib');
      expect(readFileSync(join(common, 'libcublas.so.12'), 'utf8')).toBe('NVIDIA');
      expect(existsSync(join(common, 'libcudnn.so.9'))).toBe(false);
      // TensorFlow looks for it there, and not where it lies.
      expect(readlinkSync(join(common, 'libcusolver.so.11'))).toBe('../../cusolver/lib/libcusolver.so.11');
      expect(readFileSync(join(common, 'libcusolver.so.11'), 'utf8')).toBe('a solver');
      rmSync(join(common, 'libcusolver.so.11'));
      expect(await install({ gpu: true })).toMatchObject({
        changed: false,
        noGpu: 'TensorFlow finds no GPU',
      });
      expect(existsSync(join(common, 'libcusolver.so.11'))).toBe(true);
      const [pip] = machine.calls().filter((call) => call.includes('pip download'));
      expect(pip).toContain('tensorflow-gpu.txt');
    },
  );
});
