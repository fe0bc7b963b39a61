import { group, sum } from 'd3-array';
import { markdownTable } from 'markdown-table';
import { titleOf } from './contestants.ts';
import type { LayerTime } from './protocol.ts';
import type { CaseResult, Results } from './results.ts';
import { spread } from './statistics.ts';
import {
  betterPyTorch,
  costOfNoise,
  find,
  labelOf,
  profiled,
  rateOf,
  roofOf,
  speedup,
  titleOfPart,
} from './summarize.ts';
import { digits, megabytes, percent, withQuartiles } from './text.ts';

/** The results as a readable page. */
export function toMarkdown(results: Results): string {
  const { products, cases } = results;
  return [
    '# Benchmarks',
    'Written by `npm run bench`; do not edit. The numbers behind it: [results.json](results.json).',
    howMeasured(results),
    '## Against the better PyTorch',
    'Speed relative to the fastest of four ways to run the same network in PyTorch: eager or compiled by `torch.compile`, with contiguous or `channels_last` memory. Medians, with the middle half of the rounds in parentheses.',
    '![Speed relative to the better PyTorch](chart.svg)',
    speedups(results),
    '## What RReLU costs beside ReLU',
    'Time and peak memory of a training step with RReLU, relative to the same contestant with ReLU. The native kernels with ReLU took turns with those with RReLU; the others are compared between two cases that were measured minutes apart.',
    noise(results),
    '## Memory of a training step',
    'Resident memory of the process in MB: before the first step (libraries, weights), and the peak during the timed steps, also relative to the better PyTorch; the activations that the forward pass keeps for the backward pass; and the working memory of our kernels. On Linux, PyTorch from PyPI loads the CUDA libraries, which count in the first number.',
    memory(results),
    '## Against the machine',
    machineRate(results),
    ...products.flatMap((product, at) => [
      at === 0 ? 'Before the cases:' : 'After them:',
      times(results, product),
    ]),
    'Operations are counted as for direct convolutions: two per multiply-add, and three forward passes per training step. Winograd needs fewer, so its share can exceed what the processor really computes.',
    rates(results),
    '## Time per layer',
    'Times of our training step in ms; `+` joins layers that are computed as one operation, and a name with `/` stands for a module of several. The rest of the step (converting bytes, loss, weight updates) is not in the table.',
    ...profiled(results).map(layersOf),
    '## All times',
    ...cases.map((one) => times(results, one)),
  ]
    .filter(Boolean)
    .join('\n\n')
    .concat('\n');
}

function howMeasured({ date, command, seconds, threads, machine, contestants, missing }: Results): string {
  const { processor, processors, instructions, memoryBytes, system, node, compiler, commit, load } = machine;
  const facts: [string, string | undefined][] = [
    ['date', date.slice(0, 10)],
    ['command', `\`${command}\` (${(seconds / 60).toFixed(1)} minutes)`],
    ['commit', commit],
    [
      'machine',
      `${processor}, ${processors} processors (${instructions.join(', ') || 'unknown instructions'})`,
    ],
    ['memory', `${(memoryBytes / 1e9).toFixed(0)} GB`],
    ['system', `${system}, Node.js ${node}${compiler === undefined ? '' : `, ${compiler}`}`],
    ['threads', String(threads)],
    [
      'load before the run',
      digits(load) + (load > 0.5 ? ': **the machine was busy, do not trust these numbers**' : ''),
    ],
    ...contestants.map(({ name, detail }): [string, string] => [
      `\`${name}\``,
      `${titleOf(name)}: ${detail}`,
    ]),
    ...missing.map(({ name, reason }): [string, string] => [`\`${name}\``, `did not take part: ${reason}`]),
  ];
  return [
    'Every contestant is a separate process. In every case all of them are started and warmed up (one step in which PyTorch compiles, then for a second and a half). Then they take turns, one step each, so that other work on the machine affects all of them. Ours are steps of `train()` and `fuse(model)`, from bytes to updated weights and logits; PyTorch gets its images as ready tensors.',
    markdownTable([['', ''], ...facts.filter((fact): fact is [string, string] => fact[1] !== undefined)]),
  ].join('\n\n');
}

function speedups({ cases }: Results): string {
  const rows = cases.map((one) => {
    const [native, plain, better] = [find(one, 'native'), speedup(one, 'plain'), betterPyTorch(one)];
    const fast = speedup(one);
    return [
      labelOf(one),
      native ? withQuartiles(spread(native.wall)) : '-',
      better ? `${withQuartiles(spread(better.wall))} \`${better.name}\`` : '-',
      fast ? `**${withQuartiles(fast.ratio)}**` : '-',
      plain ? withQuartiles(plain.ratio) : '-',
    ];
  });
  return table(['', 'native, ms', 'better PyTorch, ms', 'native speedup', "TensorFlow's kernels"], rows);
}

function noise(results: Results): string {
  const rows = results.cases
    .filter(({ rectifier, mode }) => rectifier === 'rrelu' && mode === 'train')
    .flatMap((one) =>
      one.measured.flatMap(({ name }) => {
        const cost = costOfNoise(results, one, name);
        return cost === undefined
          ? []
          : [
              [
                `${titleOfPart(one.network)}, batch ${one.batch}`,
                titleOf(name),
                withQuartiles(cost.time),
                digits(cost.memory),
              ],
            ];
      }),
    );
  return table(['training', '', 'time', 'memory'], rows);
}

function memory({ cases }: Results): string {
  const rows = cases
    .filter(({ mode }) => mode === 'train')
    .flatMap((one) => {
      const better = betterPyTorch(one);
      return one.measured.map(({ name, idleBytes, peakBytes, savedBytes, scratchBytes }) => [
        labelOf(one),
        titleOf(name),
        megabytes(idleBytes),
        megabytes(peakBytes),
        better === undefined ? '' : digits(peakBytes / better.peakBytes),
        savedBytes === undefined ? '' : megabytes(savedBytes),
        scratchBytes === undefined ? '' : megabytes(scratchBytes),
      ]);
    });
  return table(['', '', 'before', 'peak', 'of the better PyTorch', 'activations', 'working memory'], rows);
}

function machineRate(results: Results): string {
  const roof = roofOf(results);
  if (roof === undefined) return 'The machine was not measured.';
  const { batch } = results.products[0]!;
  return `The machine multiplies matrices at ${digits(roof.rate)} GFLOP/s, the best of all products of ${batch} x ${batch} float32 matrices before and after the cases (${titleOf(roof.by)}).`;
}

function rates(results: Results): string {
  const roof = roofOf(results);
  if (roof === undefined) return '';
  const achieved = (one: CaseResult, name?: string) => {
    const measured = name === undefined ? undefined : find(one, name);
    if (measured === undefined) return '-';
    const rate = rateOf(one, measured);
    return `${digits(rate)} (${percent(rate / roof.rate)})`;
  };
  return table(
    ['GFLOP/s, and share of the rate above', 'native', "TensorFlow's kernels", 'better PyTorch'],
    results.cases.map((one) => [
      labelOf(one),
      achieved(one, 'native'),
      achieved(one, 'plain'),
      achieved(one, betterPyTorch(one)?.name),
    ]),
  );
}

/**
 * The operations of a network, with those of a module (`3a/...`, `branch1/...`) in one line. An operation of the first contestant
 * may correspond to several of another, and some may be missing.
 */
function layersOf(one: CaseResult): string {
  const timed = one.measured.filter(({ layers }) => layers !== undefined);
  const first = timed[0]!.layers!;
  const modules = group(first, ({ layers }) => {
    const [name = ''] = layers;
    return name.includes('/') ? `${name.split('/')[0]}/` : layers.join(' + ');
  });
  /** `module`: the common prefix of the names of its layers. */
  const row = (name: string, own: readonly LayerTime[], module?: string) => {
    const names = new Set(own.flatMap(({ layers }) => layers));
    const within = (layer: string) => names.has(layer) || (module !== undefined && layer.startsWith(module));
    return [
      name,
      digits(sum(own, ({ macs }) => macs) * 6e-9), // two operations each, and three passes in training
      ...timed.flatMap(({ layers }) => {
        const theirs = layers!.filter(({ layers: [first = ''] }) => within(first));
        return [
          digits(sum(theirs, ({ forward }) => forward)),
          digits(sum(theirs, ({ backward }) => backward)),
        ];
      }),
    ];
  };
  return [
    `### ${labelOf(one)}`,
    table(
      ['', 'GFLOP', ...timed.flatMap(({ name }) => [`${name}, forward`, `${name}, backward`])],
      [
        ...[...modules].map(([name, own]) => row(name, own, name.endsWith('/') ? name : undefined)),
        row('all', first, ''),
      ],
    ),
  ].join('\n\n');
}

function times(results: Results, one: CaseResult): string {
  const roof = roofOf(results);
  const rows = one.measured.map((measured) => {
    const { name, wall, processor } = measured;
    const { median, lower, upper, least } = spread(wall);
    const rate = rateOf(one, measured);
    return [
      titleOf(name),
      digits(median),
      `${digits(lower)} to ${digits(upper)}`,
      digits(least),
      digits(spread(processor).median),
      ...(one.mode === 'product' ? [] : [digits((1000 * one.batch) / median)]),
      digits(rate),
      roof === undefined ? '' : percent(rate / roof.rate),
      String(wall.length),
    ];
  });
  const head = [
    '',
    'median, ms',
    'middle half',
    'least',
    'processor time',
    ...(one.mode === 'product' ? [] : ['images/s']),
    'GFLOP/s',
    'of the machine',
    'steps',
  ];
  return [
    one.mode === 'product'
      ? ''
      : `### ${labelOf(one)}\n\n${one.parameters.toLocaleString('en')} parameters, ${(one.macs / 1e6).toFixed(1)} million multiplications per image.`,
    table(head, rows),
    ...one.missing.map(({ name, reason }) => `\`${name}\` did not take part: ${reason}`),
  ]
    .filter(Boolean)
    .join('\n\n');
}

/** A table with numbers aligned to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const text = rows.every(([, second = '']) => !/^[\d*-]/.test(second)) ? 2 : 1;
  return rows.length === 0
    ? 'Nothing was measured.'
    : markdownTable([head, ...rows], { align: head.map((_, at) => (at < text ? 'l' : 'r')) });
}
