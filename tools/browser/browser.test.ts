import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { builtinModules, createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Activation, type Elementwise, valueAt } from '@rectified/activation';
import { errorOf, type OperationCase, operationCases } from '@rectified/activation/testing';
import { activations } from '@rectified/activations';
import { chooseBackend, loadBackends } from '@rectified/backend';
import { rectifiedConv2d } from '@rectified/kernels';
import * as tf from '@tensorflow/tfjs-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Evaluated, evaluateMish } from './evaluate-mish.js';
import { findChromium } from './find-chromium.js';
import { type GoldenTable, goldenTables } from './golden-tables.js';
import mish from './mish.js';
import { type Trained, trainNin } from './train-nin.js';

const executablePath = findChromium();
const backends = await loadBackends();
const { kernels } = await chooseBackend();
const tables = goldenTables(join(import.meta.dirname, '../..'));

describe.skipIf(executablePath === undefined)('in a browser', () => {
  let folder: string;
  let server: PreviewServer;
  let browser: Browser;
  let page: Page;
  let inNode: Trained;
  let modules: readonly string[];
  const problems: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rectified-browser-'));
    // As users bundle: the built packages, with browser conditions, without plugins or shims.
    const bundled = await bundle(folder);
    modules = bundled.modules;
    problems.push(...bundled.warnings);
    const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
    await cp(dirname(wasm), join(folder, 'wasm'), {
      recursive: true,
      filter: (file) => !file.includes('.') || file.endsWith('.wasm'),
    });
    server = await preview({
      root: folder,
      build: { outDir: '.' },
      preview: { port: 0 },
      logLevel: 'silent',
    });
    browser = await chromium.launch({
      executablePath,
      // Containers often run as root, which Chromium's sandbox does not support; a GPU is not needed.
      args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
    });
    page = await browser.newPage();
    page.on('pageerror', (error) => problems.push(error.message));
    await page.goto(server.resolvedUrls!.local[0]!);
    await page.waitForFunction(() => 'trainOn' in globalThis);
    await chooseBackend({ backend: 'wasm' });
    inNode = await trainNin();
  });

  afterAll(async () => {
    await browser?.close();
    await server?.close();
    if (folder) await rm(folder, { recursive: true });
  });

  it('bundles and loads without warnings or errors', () => {
    expect(problems).toEqual([]);
  });

  it('has no files, processes or native kernels in its bundle', () => {
    expect(modules.filter((id) => /packages\/training\/trainer\/dist\/browser\.js/.test(id))).toHaveLength(1);
    expect(
      modules.filter((id) => /packages\/(core\/(native|run-folder|system|backend)|app)\//.test(id)),
    ).toEqual([]);
    // tfjs itself requires Node's modules if it runs in Node; our packages must not.
    const own = modules.filter((id) => /packages\/[^/]+\/[^/]+\/dist\//.test(id));
    expect(own.length).toBeGreaterThan(8);
    const imports = own.flatMap((file) => importsOf(readFileSync(file, 'utf8')));
    expect(imports).toContain('@rectified/fuse');
    expect(imports.filter((name) => name.startsWith('node:') || builtinModules.includes(name))).toEqual([]);
  });

  it.each(['wasm', 'webgl'] as const)(
    'trains NIN on %s as Node does, with the same noise',
    async (backend) => {
      const trained = await page.evaluate((name) => globalThis.trainOn(name), backend);
      expect(trained.backend).toBe(backend);
      expect(trained.noise).toEqual(inNode.noise);
      expect(trained.losses).toHaveLength(2);
      for (const [epoch, loss] of trained.losses.entries())
        expect(loss).toBeCloseTo(inNode.losses[epoch]!, 3);
      expect(trained.error).toBe(inNode.error);
    },
  );

  // WebGL runs on SwiftShader here; the `exp` of a GPU's driver may be less accurate.
  it.each(['wasm', 'webgl'] as const)(
    'computes a formula from a single file on %s within the tolerance',
    async (backend) => {
      const inPage = await page.evaluate(([name, at]) => globalThis.evaluateOn(name, at), [
        backend,
        numbers,
      ] as const);
      expect(inUnits(inPage.values, value)).toBeLessThanOrEqual(5);
      expect(inUnits(inPage.gradients, derivative)).toBeLessThanOrEqual(5);
      if (backend === 'wasm') expect(inPage).toEqual(await evaluateMish(numbers));
    },
  );

  it.each(['wasm', 'webgl'] as const)(
    'computes every activation on %s within the tolerance',
    async (backend) => {
      const asked = tables.map(({ name, variant, rows }) => [name, variant, rows.map(([x]) => x)] as const);
      const inPage = await page.evaluate(([on, all]) => globalThis.activationsOn(on, all), [
        backend,
        asked,
      ] as const);
      const errors = tables.map((table, index) => {
        const { units = 5, where } = (backend === 'webgl' && activationsOnWebGL[table.name]) || {};
        return { ...errorAt(table, inPage[index]!, where), allowed: units };
      });
      expect(errors.filter(({ units, allowed }) => !(units <= allowed))).toEqual([]);
    },
  );

  it.each(['wasm', 'webgl'] as const)(
    'has activations without a formula on %s that conform',
    async (backend) => {
      const faults = await page.evaluate(([on, names]) => globalThis.faultsOn(on, names), [
        backend,
        ['crelu', 'maxout'],
      ] as const);
      expect(faults).toEqual(backend === 'webgl' ? rankFive : []);
    },
  );

  it.each(['wasm', 'webgl'] as const)('computes every operation of formulas on %s', async (backend) => {
    const inPage = await page.evaluate((name) => globalThis.operationsOn(name), backend);
    const errors = operationCases().map((each, index) => {
      const { units = 5, where } = (backend === 'webgl' && poorer[each.name]) || {};
      const promised = backend === 'webgl' ? onWebGL(each, where) : each;
      return { name: each.name, allowed: units, ...errorOf(promised, inPage[index]!) };
    });
    expect(errors.filter(({ units, allowed }) => units > allowed)).toEqual([]);
  });
});

it('has golden numbers for every activation with a formula', () => {
  const formulas = Object.values<Activation>(activations).filter(
    ({ definition }) => definition !== undefined,
  );
  expect(new Set(tables.map(({ name }) => name))).toEqual(new Set(formulas.map(({ name }) => name)));
});

it.each(backends)(
  'computes a formula from a single file on %s in Node within the tolerance',
  async (backend) => {
    await tf.setBackend(backend);
    const { values, gradients } = await evaluateMish(numbers);
    expect(inUnits(values, value)).toBeLessThanOrEqual(5);
    expect(inUnits(gradients, derivative)).toBeLessThanOrEqual(5);
  },
);

it.skipIf(kernels === 'plain')('computes a formula of one file by a row function as promised', async () => {
  await tf.setBackend('tensorflow');
  const call = (new mish.layer() as unknown as Elementwise).elementwise({ training: true });
  // Every number is the bias of a separate channel, to which the convolution adds 0.
  const f = (x: tf.Tensor) =>
    rectifiedConv2d(tf.zeros([1, 1, 1, 1]), tf.ones([1, 1, 1, x.size]), x as tf.Tensor1D, call);
  const x = tf.tensor1d(numbers);
  const both = tf.valueAndGrad(f)(x);
  expect(inUnits([...(await both.value.data())], value)).toBeLessThanOrEqual(5);
  expect(inUnits([...(await both.grad.data())], derivative)).toBeLessThanOrEqual(5);
});

/**
 * Operations with a larger tolerance on WebGL than 5 units: GLSL requires less accuracy, and SwiftShader is hardly better than required.
 * `where`: the x for which there is a tolerance.
 */
const poorer: Readonly<Record<string, { units?: number; where?: (x: number) => boolean }>> = {
  'exp(x)': { units: 64 },
  'expm1(x)': { units: 64 },
  'erfcx(x)': { units: 64 },
  // log(0) is -88.03 on WebGL, the logarithm of 2^-127.
  'log(x)': { where: (x) => !(Math.abs(x) < 2 ** -126) },
  'log1p(x)': { where: (x) => x !== -1 },
  'sin(x)': { units: 2 ** 12, where: (x) => !(Math.abs(x) > 1000) },
  'cos(x)': { units: 2 ** 12, where: (x) => !(Math.abs(x) > 1000) },
};

/** tfjs supports `where` on WebGL up to rank 4. */
const rankFive = [
  'maxout takes every shape, webgl: input [1,2,3,2,5] in training: Where for rank 5 is not yet supported',
];

/** The effect on activations: the derivative of GCU contains x times a sine. */
const activationsOnWebGL: typeof poorer = {
  gcu: { units: 2 ** 13, where: (x) => Math.abs(x) <= 1000 },
};

/** The largest error of an activation's value or derivative, in units of 2^-24 of the number or of 1, and its place. */
function errorAt(
  { name, variant, rows }: GoldenTable,
  { values, gradients }: Evaluated,
  where: (x: number) => boolean = () => true,
) {
  const errors = rows.flatMap(([x, value, derivative], i) =>
    where(x)
      ? [
          { x, units: unitsOf(values[i]!, value) },
          { x, units: unitsOf(gradients[i]!, derivative) },
        ]
      : [],
  );
  const { x, units } = errors.reduce((worst, each) => (each.units > worst.units ? each : worst));
  return { activation: `${name}:${variant}`, x, units };
}

/** Infinite if the result is not a number. */
function unitsOf(found: number, right: number): number {
  const units = (Math.abs(found - right) / Math.max(1, Math.abs(right))) * 2 ** 24;
  return Number.isNaN(units) ? Number.POSITIVE_INFINITY : units;
}

/** A case without expectations that do not apply to WebGL: NaN as the result of numbers (tfjs computes infinity / infinity as 1), and other x. */
function onWebGL(each: OperationCase, where: (x: number) => boolean = () => true): OperationCase {
  const isGiven = (i: number) => [each.x, ...each.parameters].some((numbers) => Number.isNaN(numbers[i]!));
  const rest = (outputs: OperationCase['expected']) =>
    outputs.map((numbers) =>
      numbers.map((right, i) => (where(each.x[i]!) && (isGiven(i) || !Number.isNaN(right)) ? right : null)),
    );
  return { ...each, expected: rest(each.expected), flushed: rest(each.flushed) };
}

/** The imports of a file. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import|require\()\s*["']([^"']+)["']/g)].map(([, name]) => name!);
}

const numbers = Array.from({ length: 2001 }, (_, at) => Math.fround((at - 1000) / 37));
const value = (x: number) => valueAt(mish, x);

/** The derivative of x tanh(s), s = log(1 + e^x), in float64. */
function derivative(x: number): number {
  const gate = Math.tanh(Math.log1p(Math.exp(x)));
  return gate + (x * (1 - gate * gate)) / (1 + Math.exp(-x));
}

/** The largest error at `numbers`, in units of 2^-24 of the value or of 1. */
function inUnits(found: readonly number[], expected: (x: number) => number): number {
  const errors = numbers.map((x, at) => {
    const right = expected(x);
    return Math.abs(found[at]! - right) / Math.max(1, Math.abs(right));
  });
  return Math.max(...errors) * 2 ** 24;
}

/** Builds the page into `folder`; `modules` are the bundled files. */
async function bundle(folder: string): Promise<{ warnings: string[]; modules: readonly string[] }> {
  const warnings: string[] = [];
  const made = await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'esnext',
      chunkSizeWarningLimit: 4000, // kB: tfjs is large
      rollupOptions: { onwarn: ({ message }) => void warnings.push(message) },
    },
  });
  const { output } = made as Exclude<typeof made, unknown[] | { on: unknown }>;
  return { warnings, modules: output.flatMap((part) => ('moduleIds' in part ? part.moduleIds : [])) };
}
