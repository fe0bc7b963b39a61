import type { Order } from './protocol.ts';

/** Someone who computes the same networks. */
export interface Contestant {
  readonly name: string;
  /** For people. */
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

/** In the order in which they take turns. */
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
 * Takes part beside `native` where that trains with RReLU, and has ReLU instead: what noise costs is a few percent, which
 * cannot be seen in two cases that lie minutes apart.
 */
export const nativeRelu = ours('native-relu', 'Rectified, native kernels, but ReLU', {
  ...native,
  rectifier: 'relu',
});

const all = [...contestants, nativeRelu];

export const titleOf = (name: string) => all.find((one) => one.name === name)!.title;
export const sideOf = (name: string) => all.find((one) => one.name === name)!.side;
