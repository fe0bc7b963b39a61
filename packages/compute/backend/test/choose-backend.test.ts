import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import util from 'node:util';
import { buildNative } from '@rectified/native';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type BackendName, chooseBackend, inspectBackends, loadBackends } from '../src/index.js';
import { requireShared } from '../src/require-shared.js';
import { hasTensorFlow } from './has-tensorflow.js';

const require = createRequire(import.meta.url);
const hasNative = hasTensorFlow && (await buildNative()).built;

describe('chooseBackend', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('takes the best and says why not the better ones', async () => {
    const choice = await chooseBackend({ kernels: 'plain' });
    expect(choice.name).toBe(hasTensorFlow ? 'tfjs-node' : 'wasm');
    expect(tf.getBackend()).toBe(hasTensorFlow ? 'tensorflow' : 'wasm');
    expect(choice.version).toBe('4.22.0');
    expect(choice.rejected.map(({ name }) => name)).toEqual(
      hasTensorFlow ? ['tfjs-node-gpu'] : ['tfjs-node-gpu', 'tfjs-node'],
    );
    for (const { reason } of choice.rejected) expect(reason).not.toBe('');
  });

  it.skipIf(!hasTensorFlow)('names the TensorFlow under tfjs-node', async () => {
    const { detail, kernels } = await chooseBackend({ backend: 'tfjs-node', kernels: 'plain' });
    expect(detail).toMatch(/^TensorFlow \d+\.\d+\.\d+, CPU, \d+ threads?, plain kernels$/);
    expect(kernels).toBe('plain');
  });

  // Before the native kernels are loaded, which lasts as long as the process.
  it.skipIf(!hasTensorFlow)('goes on without native kernels that are not built', async () => {
    vi.stubEnv('RECTIFIED_CACHE', join(tmpdir(), 'no such cache'));
    const { detail, kernels } = await chooseBackend({ backend: 'tfjs-node' });
    expect(kernels).toBe('plain');
    expect(detail).toContain(
      'plain kernels (the native kernels are not built: `npx @rectified/cli backend install`',
    );
    await expect(chooseBackend({ backend: 'tfjs-node', kernels: 'native' })).rejects.toThrow('are not built');
  });

  it.skipIf(!hasNative)('loads native kernels that are built', async () => {
    const { detail, kernels, kernelsHash } = await chooseBackend({ backend: 'tfjs-node', kernels: 'native' });
    expect(kernels).toBe('native');
    expect(kernelsHash).toMatch(/^[0-9a-f]{64}$/);
    expect(detail).toMatch(/threads, native kernels$/);
  });

  it.skipIf(!hasNative)(
    'computes with plain kernels after native ones, and the other way round',
    async () => {
      for (const kernels of ['native', 'plain', 'native'] as const) {
        expect((await chooseBackend({ backend: 'tfjs-node', kernels })).kernels).toBe(kernels);
        expect(tf.getKernel('RectifiedSgd', 'tensorflow') != null).toBe(kernels === 'native');
      }
    },
  );

  it.skipIf(!hasTensorFlow)('computes in bf16 where the processor has units for it', async () => {
    const bf16 = { backend: 'tfjs-node', precision: 'bf16' } as const;
    await expect(chooseBackend({ ...bf16, kernels: 'native' })).rejects.toThrow('in float32');
    if (
      !/avx512_bf16|amx_bf16|\bbf16/.test(
        existsSync('/proc/cpuinfo') ? readFileSync('/proc/cpuinfo', 'utf8') : '',
      )
    )
      return expect(chooseBackend(bf16)).rejects.toThrow('no bf16 units');
    expect((await chooseBackend(bf16)).detail).toMatch(/threads, plain kernels in bf16$/);
    expect(process.env.ONEDNN_DEFAULT_FPMATH_MODE).toBe('BF16');
    await chooseBackend({ backend: 'tfjs-node' });
    expect(process.env.ONEDNN_DEFAULT_FPMATH_MODE).toBe('STRICT');
  });

  it('refuses native kernels on other backends, and unknown ones', async () => {
    await expect(chooseBackend({ backend: 'cpu', kernels: 'native' })).rejects.toThrow('for tfjs-node');
    await expect(chooseBackend({ kernels: 'nativ' as 'native' })).rejects.toThrow(/native/);
    await expect(chooseBackend({ backend: 'cpu', precision: 'bf16' })).rejects.toThrow('not in bf16');
    await expect(chooseBackend({ backend: 'tfjs-node', precision: 'tf32' })).rejects.toThrow(
      'for NVIDIA GPUs',
    );
    await expect(chooseBackend({ precision: 'bf61' as 'bf16' })).rejects.toThrow(/bf16/);
  });

  it.skipIf(hasTensorFlow)('says how tfjs-node gets its native part', async () => {
    await expect(chooseBackend({ backend: 'tfjs-node' })).rejects.toThrow(
      '`npx @rectified/cli backend install`',
    );
  });

  it.each(['wasm', 'cpu'] as const)('takes %s if told to', async (backend) => {
    expect(await chooseBackend({ backend })).toMatchObject({
      name: backend,
      version: '4.22.0',
      rejected: [],
    });
    expect(tf.getBackend()).toBe(backend);
    expect(await tf.add(1, 2).data()).toEqual(Float32Array.of(3));
  });

  it.skipIf(existsSync('/proc/driver/nvidia/version') || process.platform !== 'linux')(
    'refuses one that cannot be used, with the reason',
    async () => {
      await expect(chooseBackend({ backend: 'tfjs-node-gpu' })).rejects.toThrow(
        'the backend tfjs-node-gpu cannot be used: this machine has no NVIDIA driver',
      );
    },
  );

  it('refuses an unknown one, with the nearest', async () => {
    await expect(chooseBackend({ backend: 'wsam' as BackendName })).rejects.toThrow(
      /unknown backend "wsam".*Did you mean "wasm"/,
    );
  });

  it('throws what to do where there is none', async () => {
    vi.resetModules();
    vi.doMock('../src/load-backend.js', () => ({ loadBackend: () => Promise.reject(new Error('not here')) }));
    const { chooseBackend } = await import('../src/choose-backend.js');
    await expect(chooseBackend()).rejects.toThrow(
      /^no TensorFlow.js backend can be used \(tfjs-node-gpu: not here; .*\). npm install/,
    );
    await expect(chooseBackend({ precision: 'tf32' })).rejects.toThrow(/Leave out `precision`$/);
    await expect(chooseBackend({ kernels: 'native' })).rejects.toThrow(/Leave out `kernels`$/);
    vi.doUnmock('../src/load-backend.js');
  });
});

describe('inspectBackends and loadBackends', () => {
  it('try all, and leave the best one current', async () => {
    const reports = await inspectBackends();
    expect(reports.map(({ name }) => name)).toEqual(['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu']);
    const available = reports.filter((report) => report.available);
    expect(available.map(({ used }) => used)).toEqual(available.map((_, i) => i === 0));
    for (const { detail } of reports) expect(detail).not.toBe('');
    const names = hasTensorFlow ? ['tensorflow', 'wasm', 'cpu'] : ['wasm', 'cpu'];
    expect(await loadBackends()).toEqual(names);
    expect(tf.getBackend()).toBe(names[0]);
  });

  it("leaves the process's crash handling alone, and say nothing", async () => {
    const warn = vi.spyOn(console, 'warn');
    await loadBackends();
    await tf.setBackend('cpu');
    tf.tensor1d([1]).dispose();
    expect(warn).not.toHaveBeenCalled();
    const emscripten = [
      ...process.listeners('uncaughtException'),
      ...process.listeners('unhandledRejection'),
    ];
    expect(emscripten.filter((listener) => /throw (ex|reason)/.test(String(listener)))).toEqual([]);
  });
});

describe('the wasm backend', () => {
  it('refuses more than its 4 GB', async () => {
    await chooseBackend({ backend: 'wasm' });
    const backend = tf.backend() as BackendWasm;
    tf.ones([4]).dispose();
    expect(() => backend.makeOutput([2 ** 30 - 2 ** 10], 'float32')).toThrow(
      /out of memory on the wasm backend.*4096 MB/,
    );
    expect(() => backend.makeOutput([2 ** 30], 'float32')).toThrow('out of memory on the wasm backend');
    expect(await tf.add(1, 2).data()).toEqual(Float32Array.of(3));
  });
});

describe('Node', () => {
  it.skipIf(!hasTensorFlow)('gives tfjs-node the function that Node 23 dropped', async () => {
    const functions = util as { isNullOrUndefined?: (value: unknown) => boolean };
    const own = functions.isNullOrUndefined;
    delete functions.isNullOrUndefined;
    await chooseBackend({ backend: 'tfjs-node' });
    expect([null, undefined, 0, ''].map((value) => functions.isNullOrUndefined?.(value))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    if (own) functions.isNullOrUndefined = own;
  });
});

describe('requireShared', () => {
  const home = process.cwd();
  let project: string | undefined;

  /** A project in the working directory, with files. */
  function projectWith(files: Record<string, string>): void {
    project = mkdtempSync(join(tmpdir(), 'rectified-project-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, name)), { recursive: true });
      writeFileSync(join(project, name), text);
    }
    process.chdir(project);
  }

  afterEach(() => {
    process.chdir(home);
    if (project) rmSync(project, { recursive: true });
    project = undefined;
  });

  it('takes a package of the project first, if it shares tfjs-core', () => {
    const core = JSON.stringify(require.resolve('@tensorflow/tfjs-core'));
    projectWith({
      'node_modules/some-backend/index.js': 'exports.here = true;',
      'node_modules/@tensorflow/tfjs-core/package.json': `{ "main": ${core} }`,
    });
    expect(requireShared('some-backend')).toEqual({ here: true });
  });

  it('refuses a package with another tfjs-core, whose tensors would be strangers', () => {
    projectWith({
      'node_modules/some-backend/index.js': 'throw new Error("loaded");',
      'node_modules/@tensorflow/tfjs-core/index.js': '',
    });
    expect(() => requireShared('some-backend')).toThrow(/uses another copy of tfjs-core.*npm dedupe/);
  });

  it('looks at the tfjs-core of the tfjs that a package stands on', () => {
    projectWith({
      'node_modules/some-backend/index.js': 'throw new Error("loaded");',
      'node_modules/@tensorflow/tfjs/index.js': '',
      'node_modules/@tensorflow/tfjs/node_modules/@tensorflow/tfjs-core/index.js': '',
      'node_modules/@tensorflow/tfjs-core/package.json': `{ "main": ${JSON.stringify(require.resolve('@tensorflow/tfjs-core'))} }`,
    });
    expect(() => requireShared('some-backend', '@tensorflow/tfjs')).toThrow(
      'tfjs/node_modules/@tensorflow/tfjs-core',
    );
  });

  it('says that a package is not installed', () => {
    expect(() => requireShared('some-backend')).toThrow('some-backend is not installed');
  });
});
