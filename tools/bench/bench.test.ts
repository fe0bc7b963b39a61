import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { rowsOf } from '@rectified/testing';
import { expect, it } from 'vitest';
import { chart } from './chart.ts';
import { readOptions } from './options.ts';
import type { LayerTime } from './protocol.ts';
import type { Measured, Results } from './results.ts';
import { ratio, spread } from './statistics.ts';
import { roofOf, speedup } from './summarize.ts';
import { toMarkdown } from './to-markdown.ts';

const folder = import.meta.dirname;

it('measures the standard cases by default, and writes them to the docs', () => {
  const { cases, out, steps } = readOptions([]);
  const names = cases.map(({ what }) => `${what.network} ${what.mode} ${what.batch} ${what.rectifier}`);
  for (const rectifier of ['relu', 'leaky-relu', 'prelu', 'rrelu'])
    expect(names).toContain(`nin train 64 ${rectifier}`);
  expect(new Set(names).size).toBe(names.length);
  expect([out, steps]).toEqual(['docs/benchmarks', 15]);
});

it('measures every combination of the options, and leaves the docs alone', () => {
  const argv = [
    '--networks',
    'nin, ndsb-net',
    '--batches',
    '2,4',
    '--modes',
    'infer',
    '--contestants',
    'eager',
  ];
  const { cases, out } = readOptions(argv);
  expect(cases.map(({ what }) => [what.network, what.batch, what.rectifier, what.mode])).toEqual(
    ['nin', 'ndsb-net'].flatMap((network) =>
      [2, 4].flatMap((batch) => ['relu', 'rrelu'].map((rectifier) => [network, batch, rectifier, 'infer'])),
    ),
  );
  expect(cases.every((one) => one.contestants.join() === 'eager')).toBe(true);
  expect(out).toBe('runs/bench');
  const quick = readOptions(['--quick', '--rectifiers', 'prelu']).cases;
  expect(quick.map(({ what }) => [what.network, what.batch, what.rectifier])).toEqual([['nin', 16, 'prelu']]);
});

it.each([
  [
    '--networks',
    'nim',
    'unknown network "nim": expected nin, ndsb-net, bn-inception, vgg-11, resnet-20, or mobilenet. Did you mean "nin"?',
  ],
  ['--batches', '16,0', '--batches: expected a whole number from 1, got "0"'],
  ['--steps', '1.5', '--steps: expected a whole number from 1, got "1.5"'],
  ['--contestants', '', 'unknown contestant ""'],
])('refuses %s %s', (option, value, message) => {
  expect(() => readOptions([option, value])).toThrow(message);
});

it('reports invalid input in one line, and exits with code 2', async () => {
  for (const argv of [
    ['--threads', 'two'],
    ['--bach', '2'],
  ]) {
    const args = ['--conditions=@rectified/source', '--import=tsx', join(folder, 'bench.ts'), ...argv];
    await expect(promisify(execFile)(process.execPath, args)).rejects.toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^bench: .*\n(\(Did you mean .*\n)?$/),
    });
  }
});

it('computes quartiles like R and NumPy', () => {
  // quantile(c(1, 2, 3, 4, 10)) and numpy.quantile([1, 2, 3, 4], [.25, .5, .75])
  expect(spread([10, 1, 4, 2, 3])).toEqual({ median: 3, lower: 2, upper: 4, least: 1 });
  expect(spread([4, 1, 3, 2])).toEqual({ median: 2.5, lower: 1.75, upper: 3.25, least: 1 });
});

it('compares round by round, so that a slow moment of the machine affects both', () => {
  expect(ratio([2, 4, 200], [1, 2, 100, 7])).toEqual({ median: 2, lower: 2, upper: 2, least: 2 });
});

const example = JSON.parse(readFileSync(join(folder, 'example-results.json'), 'utf8')) as Results;

it('compares with the fastest PyTorch contestant', () => {
  // Rounds 100, 110, 90 against 200, 220, 180 (channels_last, faster than 300, 330, 270).
  expect(speedup(example.cases[0]!)).toEqual({
    ratio: { median: 2, lower: 2, upper: 2, least: 2 },
    than: 'eager-cl',
  });
  // 2 * 1000^3 operations in 20 ms.
  expect(roofOf(example)).toEqual({ rate: 100, by: 'plain' });
});

it('writes tables', () => {
  const markdown = toMarkdown(example);
  const rows = rowsOf(markdown);
  expect(rows).toContainEqual([
    'NIN, training, batch 10, ReLU',
    '100 (95.0 to 105)',
    '200 (190 to 210) `eager-cl`',
    '**2.00 (2.00 to 2.00)**',
    '-',
  ]);
  // 6 * 0.25 GMACs * 10 images in 100 ms: 150 GFLOP/s, of 100.
  expect(rows).toContainEqual(['NIN, training, batch 10, ReLU', '150 (150 %)', '-', '75.0 (75 %)']);
  // RReLU against its neighbor with ReLU: 130 / 125, 1100 MB / 1000 MB.
  expect(rows).toContainEqual(['NIN, batch 10', 'Rectified, native kernels', '1.04 (1.04 to 1.04)', '1.10']);
  expect(rows).toContainEqual(['conv1 + act1', '6.00', '10.0', '20.0']);
  expect(rows).toContainEqual(['all', '15.0', '40.0', '60.0']);
  expect(rows).toContainEqual(['`wasm`', 'did not take part: not installed']);
  expect(markdown).not.toMatch(/NaN|undefined|Infinity/);
});

it('adds what only the second contestant computes to its module', () => {
  const [one] = example.cases as [Results['cases'][number]];
  const [ours, theirs] = one.measured as [Measured, Measured];
  const layer = (name: string, time: number): LayerTime => ({
    layers: [name],
    macs: 0,
    forward: time,
    backward: 2 * time,
  });
  const measured = [
    { ...ours, layers: [layer('3a/conv', 1), layer('fc', 2)] },
    { ...theirs, layers: [layer('3a/conv', 3), layer('3a/concat', 4), layer('fc', 5)] },
  ];
  const rows = rowsOf(toMarkdown({ ...example, cases: [{ ...one, measured }] }));
  expect(rows).toContainEqual(['3a/', '0.00', '1.00', '2.00', '7.00', '14.0']);
  expect(rows).toContainEqual(['fc', '0.00', '2.00', '4.00', '5.00', '10.0']);
  expect(rows).toContainEqual(['all', '0.00', '3.00', '6.00', '12.0', '24.0']);
});

it('draws a chart of all contestants', async () => {
  const svg = await chart(example);
  for (const text of [
    'NIN, training, batch 10, RReLU',
    'PyTorch eager, channels_last',
    'Rectified, native kernels',
  ])
    expect(svg).toContain(text);
});
