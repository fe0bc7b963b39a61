import { greatest, least, min } from 'd3-array';
import { nativeRelu, sideOf } from './contestants.ts';
import type { Case } from './protocol.ts';
import type { CaseResult, Measured, Results } from './results.ts';
import { median, ratio, type Spread } from './statistics.ts';

const titles: Readonly<Record<string, string>> = {
  nin: 'NIN',
  'ndsb-net': 'NDSB net',
  'bn-inception': 'BN-Inception',
  'vgg-11': 'VGG-11',
  'resnet-20': 'ResNet-20',
  mobilenet: 'MobileNet',
  relu: 'ReLU',
  'leaky-relu': 'leaky ReLU 5.5',
  prelu: 'PReLU',
  rrelu: 'RReLU',
  train: 'training',
  infer: 'inference',
};

/** The name of a case: `NIN, training, batch 64, ReLU`. */
export function labelOf({ network, mode, batch, rectifier }: Case): string {
  if (mode === 'product') return `product of ${batch} x ${batch} matrices`;
  return `${titles[network]}, ${titles[mode]}, batch ${batch}, ${titles[rectifier]}`;
}

export const titleOfPart = (name: string) => titles[name] ?? name;

export const find = ({ measured }: CaseResult, name: string) => measured.find((one) => one.name === name);

/** The fastest of the PyTorch contestants, by the median. */
export function betterPyTorch({ measured }: CaseResult): Measured | undefined {
  return least(
    measured.filter(({ name }) => sideOf(name) === 'PyTorch'),
    ({ wall }) => median(wall),
  );
}

/** Speed of one of ours relative to the faster PyTorch. */
export function speedup(result: CaseResult, name = 'native'): { ratio: Spread; than: string } | undefined {
  const [own, other] = [find(result, name), betterPyTorch(result)];
  return own && other && { ratio: ratio(other.wall, own.wall), than: other.name };
}

/**
 * Operations of a step in GFLOP: two for every multiply-add of a direct convolution, and in training three times those of the
 * forward pass, since the gradients of input and weights each need as many.
 */
export function gflopOf({ mode, macs, batch }: CaseResult): number {
  return (2 * macs * (mode === 'product' ? 1 : batch) * (mode === 'train' ? 3 : 1)) / 1e9;
}

/** GFLOP/s. */
export const rateOf = (result: CaseResult, { wall }: Measured) => gflopOf(result) / (median(wall) / 1000);

/**
 * The machine's peak rate in GFLOP/s: the best matrix product of any contestant. Not a median: the peak is what the machine can
 * do, and other load may have disturbed a measurement of a few seconds.
 */
export function roofOf({ products }: Results): { rate: number; by: string } | undefined {
  const rates = products.flatMap((product) =>
    product.measured.map(({ name, wall }) => ({
      rate: gflopOf(product) / (min(wall)! / 1000),
      by: name,
    })),
  );
  return greatest(rates, ({ rate }) => rate);
}

/** The same case with another rectifier. */
export function withRectifier(
  { cases }: Results,
  one: CaseResult,
  rectifier: string,
): CaseResult | undefined {
  return cases.find(
    (other) =>
      other.rectifier === rectifier &&
      other.network === one.network &&
      other.mode === one.mode &&
      other.batch === one.batch,
  );
}

/** Time and memory of RReLU divided by those of ReLU for a contestant; `native` is compared with its neighbor with ReLU. */
export function costOfNoise(
  results: Results,
  rrelu: CaseResult,
  name: string,
): { time: Spread; memory: number } | undefined {
  const relu = withRectifier(results, rrelu, 'relu');
  const random = find(rrelu, name);
  const plain = (name === 'native' && find(rrelu, nativeRelu.name)) || (relu && find(relu, name));
  if (random === undefined || plain === undefined) return undefined;
  return { time: ratio(random.wall, plain.wall), memory: random.peakBytes / plain.peakBytes };
}

/** For every network the case whose layers were timed. */
export function profiled({ cases }: Results): CaseResult[] {
  return cases.filter(({ measured }) => measured.some(({ layers }) => layers !== undefined));
}
