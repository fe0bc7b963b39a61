import { readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { builtinModules, createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { valueAt } from '@rectified/activation';
import { chooseBackend } from '@rectified/backend';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateMish } from './evaluate-mish.js';
import { findChromium } from './find-chromium.js';
import mish from './mish.js';
import { type Trained, trainNin } from './train-nin.js';

const executablePath = findChromium();

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
    // As users bundle: the built packages, by the conditions of a browser, without a plugin or a shim.
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
      // Containers are often run by root, for whom Chromium has no sandbox; a GPU is not needed.
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

  it('bundles and loads without a complaint', () => {
    expect(problems).toEqual([]);
  });

  it('has no files, processes or native kernels in its bundle', () => {
    expect(modules.filter((id) => /packages\/training\/trainer\/dist\/browser\.js/.test(id))).toHaveLength(1);
    expect(
      modules.filter((id) => /packages\/(core\/(native|run-folder|system|backend)|app)\//.test(id)),
    ).toEqual([]);
    // tfjs itself asks for modules of Node where it finds itself in Node; nothing of ours may.
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

  // WebGL computes by SwiftShader here; the `exp` of a GPU's driver may be less exact.
  it.each(['wasm', 'webgl'] as const)('computes a formula of one file on %s as promised', async (backend) => {
    const inPage = await page.evaluate(([name, at]) => globalThis.evaluateOn(name, at), [
      backend,
      numbers,
    ] as const);
    expect(inUnits(inPage.values, value)).toBeLessThanOrEqual(5);
    expect(inUnits(inPage.gradients, derivative)).toBeLessThanOrEqual(5);
    if (backend === 'wasm') expect(inPage).toEqual(await evaluateMish(numbers));
  });
});

/** What a file imports. */
function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:from|import|require\()\s*["']([^"']+)["']/g)].map(([, name]) => name!);
}

const numbers = Array.from({ length: 2001 }, (_, at) => Math.fround((at - 1000) / 37));
const value = (x: number) => valueAt(mish, x);

/** Of x tanh(s), s = log(1 + e^x), in float64. */
function derivative(x: number): number {
  const gate = Math.tanh(Math.log1p(Math.exp(x)));
  return gate + (x * (1 - gate * gate)) / (1 + Math.exp(-x));
}

/** The largest error at `numbers`, in units of 2^-24 of the size or of 1. */
function inUnits(found: readonly number[], expected: (x: number) => number): number {
  const errors = numbers.map((x, at) => {
    const right = expected(x);
    return Math.abs(found[at]! - right) / Math.max(1, Math.abs(right));
  });
  return Math.max(...errors) * 2 ** 24;
}

/** Builds the page into `folder`; `modules`: the files it is made of. */
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
