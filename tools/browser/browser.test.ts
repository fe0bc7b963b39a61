import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chooseBackend } from '@rectified/backend';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build, type PreviewServer, preview } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findChromium } from './find-chromium.js';
import { type Trained, trainNin } from './train-nin.js';

const executablePath = findChromium();

describe.skipIf(executablePath === undefined)('in a browser', () => {
  let folder: string;
  let server: PreviewServer;
  let browser: Browser;
  let page: Page;
  let inNode: Trained;
  const problems: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rectified-browser-'));
    // As users bundle: the built packages, by the conditions of a browser, without a plugin or a shim.
    const { warnings } = await bundle(folder);
    problems.push(...warnings);
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
});

/** Builds the page into `folder`. */
async function bundle(folder: string): Promise<{ warnings: string[] }> {
  const warnings: string[] = [];
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'silent',
    build: {
      outDir: folder,
      emptyOutDir: true,
      target: 'esnext',
      rollupOptions: { onwarn: ({ message }) => void warnings.push(message) },
    },
  });
  return { warnings };
}
