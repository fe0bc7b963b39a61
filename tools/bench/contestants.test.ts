import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Process, startContestant } from './contestant-process.ts';
import { contestants, titleOf } from './contestants.ts';
import type { Case } from './protocol.ts';
import { runCase } from './run-case.ts';
import { pyTorchFolder, pythonOf } from './theirs/set-up-pytorch.ts';

const python = pythonOf(pyTorchFolder());
const hasPyTorch = existsSync(python);
const note = hasPyTorch ? '' : ' (PyTorch is not installed)';
const narrow: Case = { network: 'nin', rectifier: 'rrelu', mode: 'train', batch: 2, width: 0.05 };

const start = (name: string, what: Case = narrow): Promise<Process> =>
  startContestant(contestants.find((one) => one.name === name)!, what, { threads: 1, python });

it.for(['native', 'plain', 'wasm'])('%s takes steps when asked', async (name, { skip }) => {
  const started = await start(name).catch((error: Error) => {
    // If tfjs-node or its kernels are not built.
    if (error.message.includes('cannot be used')) return skip(error.message);
    throw error;
  });
  const { measured, missing } = await runCase(narrow, {
    steps: 2,
    layers: true,
    start: { [name]: () => Promise.resolve(started) },
  });
  expect(missing).toEqual([]);
  const { wall, processor, peakBytes, savedBytes, layers } = measured[0]!;
  expect([wall.length, processor.length]).toEqual([2, 2]);
  for (const number of [...wall, ...processor, peakBytes]) expect(number).toBeGreaterThan(0);
  if (name === 'wasm') return;
  // The first map: 2 images, 32 x 32 cells, 10 channels.
  expect(savedBytes).toBeGreaterThan(2 * 32 * 32 * 10 * 4);
  const operations = layers!.map((one) => one.layers.join(' '));
  expect(operations).toEqual(expect.arrayContaining(name === 'native' ? ['conv1 act1'] : ['conv1', 'act1']));
  // All have a kernel, except pools, which only pass gradients on.
  expect(layers!.filter(({ macs }) => macs > 0).length).toBe(9);
  for (const { forward, backward } of layers!) expect(Math.min(forward, backward)).toBeGreaterThan(0);
});

it('leaves out failing contestants, with the reason', async () => {
  const nowhere = { ...narrow, network: 'nowhere' };
  const { measured, missing } = await runCase(narrow, {
    steps: 1,
    layers: false,
    start: { wasm: () => start('wasm', nowhere), plain: () => Promise.reject(new Error('not today')) },
  });
  expect(measured).toEqual([]);
  expect(missing.map(({ name }) => name).sort()).toEqual(['plain', 'wasm']);
  for (const { reason } of missing) expect(reason).not.toBe('');
});

// Parameters and multiplications of the paper's networks (packages/architectures/*/README.md).
const sizes = {
  nin: { parameters: 966_986, macs: 222_486_528 },
  'ndsb-net': { parameters: 17_451_129, macs: 490_912_128 },
  'bn-inception': { parameters: 10_205_348, macs: 1_520_811_520 },
};

it.skipIf(!hasPyTorch)(`PyTorch has the same networks${note}`, async () => {
  const all = Object.entries(sizes).map(async ([network, size]) => {
    const process = await start('eager', { ...narrow, network, width: 1 });
    await process.end();
    expect(process.facts).toMatchObject(size);
  });
  await Promise.all(all);
});

it.skipIf(!hasPyTorch).each([['eager'], ['eager-cl']])(`%s takes steps when asked${note}`, async (name) => {
  // Together with ours, which also checks that the narrow networks are the same.
  const both = { wasm: () => start('wasm'), [name]: () => start(name) };
  const { measured, missing } = await runCase(narrow, { steps: 2, layers: false, start: both });
  expect(missing).toEqual([]);
  expect(measured.map((one) => [titleOf(one.name), one.wall.length])).toEqual([
    [titleOf('wasm'), 2],
    [titleOf(name), 2],
  ]);
});
