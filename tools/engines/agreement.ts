import { difference, finalWeights, labelOf, type ShortTraining } from './final-weights.ts';

/*
 * npm run engines:agree [-- NAME]: trains each network for 50 steps with the compiled engine, with XLA and with the native kernels, and
 * prints the median and maximum difference of the weights from those of the eager engine with TensorFlow's kernels.
 */
const arms = [
  { rectifier: 'relu' },
  { rectifier: 'leaky-relu', options: { divisor: 100 } },
  { rectifier: 'leaky-relu', options: { divisor: 5.5 } },
  { rectifier: 'prelu' },
  { rectifier: 'rrelu' },
];
const cases: readonly Omit<ShortTraining, 'engine' | 'kernels'>[] = [
  ...arms.map((arm) => ({ network: 'nin', ...arm, width: 0.1, batch: 8, steps: 50 })),
  { network: 'ndsb-net', rectifier: 'rrelu', width: 0.1, batch: 4, steps: 50 },
  { network: 'bn-inception', rectifier: 'rrelu', width: 0.1, batch: 4, steps: 50 },
];
const ways = [
  { engine: 'compiled', kernels: 'plain' },
  { engine: 'xla', kernels: 'plain' },
  { engine: 'eager', kernels: 'native' },
] as const;

const [only = ''] = process.argv.slice(2);
console.log('| network | compiled | XLA | native kernels, eager |\n| --- | ---: | ---: | ---: |');
for (const what of cases.filter((one) => labelOf(one).includes(only))) {
  const expected = await finalWeights({ ...what, engine: 'eager', kernels: 'plain' });
  const cells: string[] = [];
  for (const way of ways) {
    const { median, worst } = difference(await finalWeights({ ...what, ...way }), expected);
    cells.push(`${median.toExponential(1)} / ${worst.toExponential(1)}`);
  }
  console.log(`| ${labelOf(what)} | ${cells.join(' | ')} |`);
}
