import type { Order } from './protocol.ts';

/** An implementation that computes the same networks. */
export interface Contestant {
  readonly name: string;
  /** Name in tables and charts. */
  readonly title: string;
  readonly side: 'ours' | 'PyTorch';
  readonly order: Pick<Order, 'backend' | 'kernels' | 'compiled' | 'channelsLast'> & { rectifier?: string };
}

const ours = (name: string, title: string, order: Contestant['order']): Contestant => ({
  name,
  title,
  side: 'ours',
  order,
});
const theirs = (name: string, compiled: boolean, channelsLast: boolean): Contestant => ({
  name,
  title: `PyTorch ${compiled ? 'compiled' : 'eager'}, ${channelsLast ? 'channels_last' : 'contiguous'}`,
  side: 'PyTorch',
  order: { compiled, channelsLast },
});

const native = { backend: 'tfjs-node', kernels: 'native' } as const;

/** In the order of their turns. */
export const contestants: readonly Contestant[] = [
  ours('native', 'Rectified, native kernels', native),
  ours('plain', "Rectified, TensorFlow's kernels", { backend: 'tfjs-node', kernels: 'plain' }),
  ours('wasm', 'Rectified, WebAssembly', { backend: 'wasm', kernels: 'plain' }),
  theirs('eager', false, false),
  theirs('eager-cl', false, true),
  theirs('compiled', true, false),
  theirs('compiled-cl', true, true),
];

export const contestantNames = contestants.map(({ name }) => name);

/**
 * Takes part alongside `native` when that trains with RReLU, but with ReLU: noise costs a few percent, which cannot be seen when
 * comparing cases that are measured minutes apart.
 */
export const nativeRelu = ours('native-relu', 'Rectified, native kernels, but ReLU', {
  ...native,
  rectifier: 'relu',
});

const all = [...contestants, nativeRelu];

export const titleOf = (name: string) => all.find((one) => one.name === name)!.title;
export const sideOf = (name: string) => all.find((one) => one.name === name)!.side;
