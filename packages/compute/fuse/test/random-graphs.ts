import {
  CeilAveragePooling2D,
  CeilMaxPooling2D,
  GridPyramidPooling2D,
  SeededDropout,
  SpatialPyramidPooling2D,
} from '@rectified/layers';
import { LeakyReLU } from '@rectified/leaky-relu';
import { PReLU } from '@rectified/prelu';
import { normal, uniform } from '@rectified/random';
import { ReLU } from '@rectified/relu';
import { RReLU } from '@rectified/rrelu';
import * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import fc from 'fast-check';

type Layer = tfl.layers.Layer;
type Symbolic = tfl.SymbolicTensor;
const { layers: L } = tfl;

/** One thing that is added to a network; the numbers choose among what is possible where it is added. */
interface Addition {
  readonly kind: keyof typeof additions;
  /** What it is added to, counted from the newest. */
  readonly to: number;
  readonly and: number;
  /** Of its settings. */
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** A network, as numbers. */
export interface GraphSpec {
  readonly seed: number;
  readonly inputs: readonly {
    kind: 'image' | 'vector' | 'sequence' | 'words';
    size: number;
    channels: number;
  }[];
  readonly batch: number;
  readonly additions: readonly Addition[];
  /** Besides the newest, counted from it. */
  readonly outputs: readonly number[];
  /** What the images are made of. */
  readonly dtype: 'float32' | 'int32' | 'bool';
  /** One after the other, with passes between them. */
  readonly changes: readonly { readonly kind: keyof typeof changes; readonly at: number }[];
}

/** A network with something to feed it. */
export interface RandomGraph {
  readonly model: tfl.LayersModel;
  readonly inputs: tf.Tensor[];
  /** All layers, those of models within it among them. */
  readonly layers: Layer[];
  /** Each changes the network after a pass. */
  readonly changes: readonly (() => void)[];
}

// Layers as somebody else would write them.

/** Its own class, with a weight. */
class Scaling extends L.Layer {
  static className = 'TestScaling';
  scale!: tfl.LayerVariable;
  override build(shape: tfl.Shape): void {
    this.scale = this.addWeight('scale', [shape.at(-1)!], 'float32', tfl.initializers.ones());
    this.built = true;
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = inputs as [tf.Tensor];
    return tf.mul(x, this.scale.read());
  }
}
/** Of another type than it declares. */
class Steps extends L.Layer {
  static className = 'TestSteps';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.greater([inputs].flat()[0]!, 0);
  }
}
/** Two outputs. */
class Halves extends L.Layer {
  static className = 'TestHalves';
  override computeOutputShape(shape: tfl.Shape): tfl.Shape[] {
    return [shape, shape];
  }
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor[] {
    const x = [inputs].flat()[0]!;
    return [tf.maximum(x, 0), tf.minimum(x, 0)];
  }
}
class Clipped extends ReLU {
  static override className = 'TestClipped';
  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.minimum(super.call(inputs), 0.5);
  }
}
class Renamed extends LeakyReLU {
  static override className = 'TestRenamed';
}
class Doubled extends RReLU {
  static override className = 'TestDoubled';
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs?: { training?: boolean }): tf.Tensor {
    return tf.mul(super.call(inputs, kwargs), 2);
  }
}
/** The classes of tfjs are not exported. */
const classOf = (layer: Layer) => layer.constructor as new (config: object) => Layer;
class Standardized extends classOf(L.conv2d({ name: 'conv', filters: 1, kernelSize: 1 })) {
  static className = 'TestStandardized';
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    return tf.mul(super.call(inputs, kwargs) as tf.Tensor, 3);
  }
}
class Plainly extends classOf(L.conv2d({ name: 'conv', filters: 1, kernelSize: 1 })) {
  static className = 'TestPlainly';
}
class Shifted extends classOf(L.batchNormalization({ name: 'normalization' })) {
  static className = 'TestShifted';
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    return tf.add(super.call(inputs, kwargs) as tf.Tensor, 1);
  }
}
class Scores extends classOf(L.dense({ name: 'dense', units: 1 })) {
  static className = 'TestScores';
  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: object): tf.Tensor {
    return tf.tanh(super.call(inputs, kwargs) as tf.Tensor);
  }
}
for (const custom of [
  Scaling,
  Steps,
  Halves,
  Clipped,
  Renamed,
  Doubled,
  Standardized,
  Plainly,
  Shifted,
  Scores,
])
  tf.serialization.registerClass(custom as unknown as Parameters<typeof tf.serialization.registerClass>[0]);

/** What a network consists of so far. */
class Draft {
  readonly tensors: Symbolic[] = [];
  readonly layers: Layer[] = [];
  private names = 0;

  constructor(readonly prefix = '') {}

  name(): string {
    return `${this.prefix}layer${this.names++}`;
  }
  /** The tensor so far back, of those that fit. */
  pick(back: number, fits: (x: Symbolic) => boolean = () => true): Symbolic | undefined {
    const fitting = this.tensors.filter(fits);
    return fitting[(fitting.length - 1 - (back % Math.max(fitting.length, 1))) % Math.max(fitting.length, 1)];
  }
  /** Nothing is added where the layer cannot be. */
  apply(layer: Layer, x: Symbolic | Symbolic[]): Symbolic[] {
    const made = [layer.apply(x)].flat() as Symbolic[];
    // TensorFlow's gradients of images without pixels are whatever was in memory.
    if (made.some(({ shape }) => shape.some((size) => size !== null && size <= 0))) throw new Error('empty');
    this.layers.push(layer);
    this.tensors.push(...made);
    return made;
  }
  chain(x: Symbolic, ...layers: Layer[]): Symbolic {
    return layers.reduce((value, layer) => this.apply(layer, value)[0]!, x);
  }
}

type Add = (draft: Draft, addition: Addition) => void;
const of = <T>(list: readonly T[], number: number): T => list[number % list.length]!;
const isImage = ({ shape }: Symbolic) => shape.length === 4;
const isSequence = ({ shape }: Symbolic) => shape.length === 3;
const isVector = ({ shape }: Symbolic) => shape.length === 2;
const sameShape = (x: Symbolic) => (y: Symbolic) =>
  tf.util.arraysEqual(x.shape as number[], y.shape as number[]);
const sameSize = (x: Symbolic) => (y: Symbolic) =>
  isImage(y) && x.shape[1] === y.shape[1] && x.shape[2] === y.shape[2];

function rectifier(draft: Draft, number: number): Layer {
  const name = draft.name();
  return of(
    [
      () => new ReLU({ name }),
      () => new LeakyReLU({ name }),
      () => new PReLU({ name }),
      () => new PReLU({ name, learned: 'divisor' }),
      () => new RReLU({ name, seed: 1 }),
      () => new RReLU({ name, seed: 1, uniformIn: 'slope' }),
      () => new LeakyReLU({ name, divisor: 3 }),
      () =>
        L.activation({ name, activation: of(['tanh', 'elu', 'relu', 'softplus', 'linear'], number >> 4) }),
      () => L.leakyReLU({ name }),
      () => L.reLU({ name, maxValue: of([undefined, undefined, 1], number >> 4) }),
      () => L.prelu({ name, sharedAxes: of([[1, 2], [1]], number >> 4) }),
      () => new Renamed({ name }),
      () => new Clipped({ name }),
      () => new Doubled({ name, seed: 1 }),
    ],
    number,
  )();
}

function convolution(draft: Draft, { a, b, c }: Pick<Addition, 'a' | 'b' | 'c'>, kernelSize?: number): Layer {
  const size = kernelSize ?? of<number | [number, number]>([1, 3, 1, 5, 2, [1, 3], [3, 2]], b);
  const config = {
    name: draft.name(),
    filters: of([1, 2, 3, 4, 5, 8, 16, 17], a),
    kernelSize: size,
    // TensorFlow computes unequal ones wrongly where one column comes out, and its gradient of a filter that is smaller
    // than its stride writes where it must not.
    strides: [size].flat().includes(1) ? 1 : of([1, 1, 1, 2], c),
    padding: of(['same', 'valid'] as const, c >> 3),
    useBias: (c >> 4) % 4 !== 0,
    activation: of(
      ['linear', 'linear', 'linear', 'linear', 'linear', undefined, 'relu', 'tanh'] as const,
      c >> 6,
    ),
    dilationRate: (b >> 4) % 24 === 5 ? 2 : 1,
    ...((b >> 5) % 8 === 1 && { kernelConstraint: tfl.constraints.maxNorm({ maxValue: 1, axis: 0 }) }),
  };
  if ((a >> 4) % 16 === 3) return new Standardized(config);
  if ((a >> 4) % 16 === 4) return new Plainly(config);
  return L.conv2d(config as Parameters<typeof L.conv2d>[0]);
}

function normalization(draft: Draft, a: number): Layer {
  const config = {
    name: draft.name(),
    momentum: of([0.5, 0.9, 0.99], a),
    epsilon: of([1e-3, 1e-2], a >> 2),
    axis: of([-1, -1, -1, -1, 3], a >> 3),
  };
  return (a >> 5) % 12 === 7 ? new Shifted(config) : L.batchNormalization(config);
}

const add: Add = (draft, { to, and, a, b, c }) => {
  const x = draft.pick(to)!;
  const others = [and, ...(b % 3 ? [] : [c])].map((back) => draft.pick(back, sameShape(x))!);
  const name = draft.name();
  const layer = of(
    [
      () => L.add({ name }),
      () => L.add({ name }),
      () => L.add({ name }),
      () => L.multiply({ name }),
      () => L.average({ name }),
      () => L.maximum({ name }),
      () => L.minimum({ name }),
    ],
    a,
  )();
  const [sum] = draft.apply(layer, [x, ...others]);
  if (c % 3) draft.chain(sum!, rectifier(draft, c >> 2));
};

const additions = {
  convolution: (draft, addition) => {
    draft.chain(draft.pick(addition.to, isImage)!, convolution(draft, addition));
  },
  /** As most networks have it. */
  block: (draft, addition) => {
    const { to, and, a, b } = addition;
    draft.chain(
      draft.pick(to, isImage)!,
      ...(and % 5 === 1
        ? [
            L.zeroPadding2d({
              name: draft.name(),
              padding: [
                [1, 0],
                [0, 2],
              ],
            }),
          ]
        : []),
      convolution(draft, addition),
      ...(b % 2 ? [normalization(draft, b)] : []),
      ...(and % 4 ? [rectifier(draft, a)] : []),
    );
  },
  inception: (draft, { to, and, a, b, c }) => {
    const x = draft.pick(to, isImage)!;
    const normalized = c % 2 === 0 && normalization(draft, b);
    const branches = Array.from({ length: 2 + (and % 3) }, (_, branch) => {
      const pool = L.averagePooling2d({ name: draft.name(), poolSize: 3, strides: 1, padding: 'same' });
      const ceil = new CeilAveragePooling2D({
        ...{ name: draft.name(), poolSize: 3, strides: 1, padding: 1 },
        edge: of(['full', 'present'] as const, b >> 4),
      });
      return draft.chain(
        x,
        ...of([[], [], [], [pool], [ceil]], a + branch * 3),
        convolution(draft, { a: a + branch, b, c: 0 }, (a + branch) % 5 === 4 ? 3 : 1),
        ...(normalized ? [(b >> 3) % 6 === 1 ? normalization(draft, b) : normalization(draft, b)] : []),
        ...((b >> 6) % 5 ? [rectifier(draft, a >> 2)] : []),
      );
    });
    draft.apply(L.concatenate({ name: draft.name() }), branches);
  },
  /** Normalized convolutions, and what they are added to. */
  residual: (draft, { to, and, a, b, c }) => {
    const x = draft.pick(to, isImage)!;
    const config = { kernelSize: of([1, 3], b), padding: 'same', useBias: c % 2 === 0 } as const;
    const convolved = () =>
      draft.chain(
        x,
        a % 4 === 1
          ? L.depthwiseConv2d({ name: draft.name(), ...config })
          : L.conv2d({ name: draft.name(), filters: x.shape[3]!, ...config }),
        ...((b >> 1) % 6 ? [normalization(draft, c)] : []),
      );
    const shortcut = of([() => x, () => x, convolved], a >> 2)();
    const both = [convolved(), shortcut];
    const [sum] = draft.apply(L.add({ name: draft.name() }), (a >> 5) % 2 ? both : both.reverse());
    if (and % 5) draft.chain(sum!, rectifier(draft, b));
  },
  /** Branches with one layer in common. */
  twins: (draft, { to, a, b, c }) => {
    const x = draft.pick(to, isImage)!;
    const filters = of([2, 3, 4], a);
    const product = () => L.conv2d({ name: draft.name(), filters, kernelSize: 1, useBias: c % 2 === 0 });
    const [norm, act] = [normalization(draft, b), rectifier(draft, c)];
    const shared = of([[norm], [act], [norm, act]], a >> 3);
    const branches = [0, 1].map(() =>
      draft.chain(
        x,
        product(),
        shared.includes(norm) ? norm : normalization(draft, b),
        shared.includes(act) ? act : rectifier(draft, c),
      ),
    );
    draft.apply(L.concatenate({ name: draft.name() }), branches);
  },
  normalization: (draft, { to, a }) => {
    draft.chain(draft.pick(to)!, normalization(draft, a));
  },
  rectifier: (draft, { to, a }) => {
    draft.chain(draft.pick(to, ({ shape }) => shape.length > 1)!, rectifier(draft, a));
  },
  pooling: (draft, { to, and, a, b, c }) => {
    const name = draft.name();
    const tfjs = {
      name,
      poolSize: of<number | [number, number]>([2, 3, [1, 2]], a),
      strides: of([1, 2], b),
      padding: of(['same', 'valid'] as const, c),
    };
    const ceil = { name, poolSize: of([2, 3], a), strides: of([1, 2], b), padding: of([0, 1], c) };
    const pool = of(
      [
        () => L.maxPooling2d(tfjs as Parameters<typeof L.maxPooling2d>[0]),
        () => L.averagePooling2d(tfjs as Parameters<typeof L.averagePooling2d>[0]),
        () => new CeilMaxPooling2D(ceil),
        () => new CeilAveragePooling2D({ ...ceil, edge: of(['present', 'full'] as const, c >> 2) }),
      ],
      b >> 2,
    )();
    draft.chain(
      draft.pick(to, isImage)!,
      pool,
      ...(and % 2 ? [new SeededDropout({ name: draft.name(), rate: 0.3, seed: 2 })] : []),
    );
  },
  dropout: (draft, { to, a, b }) => {
    const name = draft.name();
    draft.chain(
      draft.pick(to)!,
      a % 4 ? new SeededDropout({ name, rate: 0.4, seed: b }) : L.dropout({ name, rate: 0.3, seed: b + 1 }),
    );
  },
  sum: add,
  concatenation: (draft, { to, and, a, b }) => {
    const x = draft.pick(to, isImage)!;
    const parts = [x, draft.pick(and, sameSize(x))!, ...(a % 3 ? [] : [draft.pick(b, sameSize(x))!])];
    draft.apply(L.concatenate({ name: draft.name(), axis: of([-1, 3, -1], a) }), parts);
  },
  /** Somewhere else, or in the same place again. */
  again: (draft, { to, and, a }) => {
    const layer = of(draft.layers, a);
    const many = layer.getClassName() === 'Concatenate' || 'mergeFunction' in layer;
    const x = draft.pick(to)!;
    draft.apply(layer, many ? [x, draft.pick(and, sameShape(x))!] : x);
  },
  otherConvolution: (draft, { to, and, a, b, c }) => {
    const name = draft.name();
    const kernelSize = of([1, 3], b);
    const padding = of(['same', 'valid'] as const, c);
    const layer = of(
      [
        ...Array.from({ length: 4 }, (_, at) => () => {
          const strides = kernelSize > 1 && at === 1 ? 2 : 1;
          const activation = of(['linear', 'linear', 'relu', 'tanh'] as const, c >> 3);
          const depthMultiplier = at === 2 ? 2 : 1;
          return L.depthwiseConv2d({ name, kernelSize, padding, strides, activation, depthMultiplier });
        }),
        () => L.separableConv2d({ name, kernelSize, padding, filters: 3 }),
        // TensorFlow's gradient of one with a window smaller than its stride destroys memory.
        () => L.conv2dTranspose({ name, kernelSize: 3, padding, filters: 3, strides: of([1, 2], c >> 2) }),
        () => L.upSampling2d({ name, size: [2, 1] }),
        () =>
          L.cropping2D({
            name,
            cropping: [
              [1, 0],
              [0, 0],
            ],
          }),
      ],
      a,
    )();
    draft.chain(
      draft.pick(to, isImage)!,
      ...(and % 5 === 1 ? [L.zeroPadding2d({ name: draft.name(), padding: 1 as never })] : []),
      layer,
      ...((b >> 1) % 2 ? [normalization(draft, c)] : []),
      ...(b % 3 ? [rectifier(draft, b)] : []),
    );
  },
  custom: (draft, { to, a }) => {
    const x = draft.pick(to)!;
    const name = draft.name();
    if (a % 4 === 0) draft.apply(new Halves({ name }), x);
    else if (a % 4 === 1) draft.chain(x, new Steps({ name }));
    else draft.chain(x, new Scaling({ name }));
  },
  /** A function of somebody's own in one layer. */
  override: (draft, { to, and, a, b, c }) => {
    const layer = a % 2 ? rectifier(draft, b) : convolution(draft, { a: b, b: c, c });
    const call = layer.call.bind(layer);
    if (a % 3 === 0) layer.setCallHook(() => undefined);
    else layer.call = (...args) => tf.add(call(...args) as tf.Tensor, 0.25);
    draft.chain(draft.pick(to, isImage)!, ...(and % 2 ? [convolution(draft, { a: c, b, c })] : []), layer);
  },
  nested: (draft, { to, and, a, b, c }) => {
    const outside = draft.pick(to, isImage)!;
    const prefix = `${draft.name()}-`;
    const inner = new Draft(prefix);
    const x = tfl.input({ name: `${prefix}input`, shape: outside.shape.slice(1) });
    const first = inner.chain(
      x,
      convolution(inner, { a, b, c }),
      ...(b % 2 ? [normalization(inner, b)] : []),
      rectifier(inner, c),
    );
    const second = inner.chain(
      of([x, first], c),
      convolution(inner, { a: b, b: a, c: a }, 1),
      rectifier(inner, a),
    );
    const outputs = of([[second], [first, second], [second, first]], and);
    const model = tfl.model({ name: draft.name(), inputs: x, outputs });
    draft.layers.push(...inner.layers);
    const made = draft.apply(model, outside);
    if ((c >> 2) % 3 === 0) draft.apply(model, draft.pick(and, sameShape(outside))!);
    if ((c >> 4) % 3 === 0) draft.chain(made.at(-1)!, rectifier(draft, b));
  },
  nestedRow: (draft, { to, a, b, c }) => {
    const outside = draft.pick(to, isImage)!;
    const inner = new Draft(`${draft.name()}-`);
    const row = tfl.sequential({ name: draft.name() });
    row.add(L.inputLayer({ name: inner.name(), inputShape: outside.shape.slice(1) }));
    const parts = [convolution(inner, { a, b, c }), normalization(inner, b), rectifier(inner, a)];
    for (const layer of parts) row.add(layer);
    draft.layers.push(...parts);
    draft.apply(row, outside);
  },
  flat: (draft, { to, a }) => {
    const name = draft.name();
    const layer = of(
      [
        () => L.flatten({ name }),
        () => L.globalAveragePooling2d({ name }),
        () => new SpatialPyramidPooling2D({ name, windows: [1, 2] }),
        () => new GridPyramidPooling2D({ name, grids: [1, 2] }),
        () => L.globalMaxPooling2d({ name }),
      ],
      a,
    )();
    draft.chain(draft.pick(to, isImage)!, layer);
  },
  dense: (draft, { to, and, a, b, c }) => {
    const config = {
      name: draft.name(),
      units: of([1, 3, 7], a),
      useBias: b % 3 !== 0,
      activation: of(['linear', 'linear', 'linear', 'sigmoid'] as const, c),
      ...(b % 5 === 1 && { kernelRegularizer: tfl.regularizers.l2({ l2: 0.1 }) }),
    };
    const fits = a % 5 ? isVector : ({ shape }: Symbolic) => shape.length > 1;
    const layer = (a >> 2) % 10 === 1 ? new Scores(config) : L.dense(config);
    draft.chain(draft.pick(to, fits)!, layer, ...(and % 2 ? [rectifier(draft, c)] : []));
  },
  sequence: (draft, { to, a }) => {
    const x = draft.pick(to, isImage)!;
    const [, height, width, channels] = x.shape as number[];
    draft.chain(x, L.reshape({ name: draft.name(), targetShape: [height! * width!, channels!] }));
    if (a % 2) draft.chain(draft.tensors.at(-1)!, L.masking({ name: draft.name() }));
  },
  masking: (draft, { to }) => {
    draft.chain(draft.pick(to)!, L.masking({ name: draft.name() }));
  },
  recurrent: (draft, { to, a, b, c }) => {
    const name = draft.name();
    const config = { name, units: 2, returnSequences: b % 2 === 0 };
    const layer = of(
      [
        () => L.lstm(config),
        () => L.gru(config),
        () => L.simpleRNN(config),
        () => L.timeDistributed({ name, layer: L.dense({ name: draft.name(), units: 3 }) }),
        () =>
          L.bidirectional({
            name,
            layer: L.simpleRNN({ ...config, name: draft.name() }) as never,
            mergeMode: 'concat',
          }),
        () => L.conv1d({ name, filters: 3, kernelSize: 2, padding: 'same' }),
        () => L.globalAveragePooling1d({ name }),
        () => L.simpleRNN({ ...config, returnState: true }),
      ],
      a,
    )();
    draft.chain(draft.pick(to, isSequence)!, layer, ...(c % 2 ? [rectifier(draft, c >> 1)] : []));
  },
} satisfies Record<string, Add>;

/** How often each is tried. */
const weights: Record<keyof typeof additions, number> = {
  ...{
    convolution: 5,
    block: 10,
    inception: 5,
    residual: 4,
    twins: 3,
    normalization: 4,
    rectifier: 6,
    pooling: 5,
    dropout: 2,
  },
  ...{
    sum: 5,
    concatenation: 5,
    again: 6,
    otherConvolution: 5,
    custom: 3,
    override: 2,
    nested: 3,
    nestedRow: 2,
  },
  ...{ flat: 4, dense: 4, sequence: 1, masking: 1, recurrent: 2 },
};

type Change = (model: tfl.LayersModel, layers: readonly Layer[], at: number) => void;
type Settable = Record<string, unknown>;

/** Takes back what was done to classes. */
const restore: (() => void)[] = [];

export function restoreClasses(): void {
  for (const undo of restore.splice(0).reverse()) undo();
}

/** What somebody does to a network between two passes. */
const changes = {
  call: (_, layers, at) => {
    const layer = of(layers, at);
    const call = layer.call.bind(layer);
    layer.call = (...args) => {
      const y = call(...args);
      return Array.isArray(y) ? y : tf.mul(y, 1.5);
    };
  },
  activation: (_, layers, at) => {
    const activated = layers.filter((layer) => 'activation' in layer && 'kernel' in layer);
    if (activated.length === 0) return;
    const { activation } = L.dense({ name: 'other', units: 1, activation: 'tanh' }) as unknown as Settable;
    (of(activated, at) as unknown as Settable).activation = activation;
  },
  settings: (_, layers) => {
    for (const layer of layers as unknown as Settable[]) {
      if ('momentum' in layer) Object.assign(layer, { momentum: 0.3, epsilon: 0.1 });
      if ('divisor' in layer) layer.divisor = 2;
      if (typeof layer.alpha === 'number') layer.alpha = 0.1;
      if ('maxValue' in layer) layer.maxValue = 0.5;
      if (layer instanceof SeededDropout) Object.assign(layer, { rate: 0 });
    }
  },
  /** In the same list, where there is one. */
  windows: (_, layers, at) => {
    for (const layer of layers as unknown as Settable[]) {
      const { dilationRate, poolSize } = layer as { dilationRate?: number[]; poolSize?: number[] };
      if (Array.isArray(poolSize)) poolSize[at % 2] = 1 + (at % 3);
      // TensorFlow computes with memory of somebody else where the two differ.
      if (Array.isArray(dilationRate) && !('depthwiseKernel' in layer)) dilationRate.fill(1 + (at % 2));
      const { strides } = (layer.window ?? {}) as { strides?: number[] };
      if (strides) strides[0] = 1 + (at % 2);
    }
  },
  padding: (_, layers, at) => {
    for (const layer of layers as unknown as Settable[])
      if (typeof layer.padding === 'string') layer.padding = of(['same', 'valid'], at);
      else if (Array.isArray(layer.padding)) (layer.padding as number[][])[0]![0] = at % 3;
  },
  helper: (_, layers, at) => {
    const layer = of(layers, at) as unknown as Record<
      string,
      ((...args: unknown[]) => tf.Tensor) | undefined
    >;
    for (const name of ['pool', 'poolingFunction', 'mergeFunction']) {
      const helper = layer[name]?.bind(layer);
      if (helper) layer[name] = (...args) => tf.mul(helper(...args), 0.5);
    }
  },
  elementwise: (_, layers, at) => {
    const described = layers.filter((layer) => 'elementwise' in layer);
    if (described.length > 0) Object.assign(of(described, at), { elementwise: undefined });
  },
  listener: (_, layers, at) => {
    of(layers, at).setCallHook(() => undefined);
  },
  /** Another variable in the place of a layer's own. */
  variable: (_, layers, at) => {
    const weighty = layers.filter((layer) => 'kernel' in layer && layer.getWeights().length > 0);
    if (weighty.length > 1) {
      const [one, other] = [of(weighty, at), of(weighty, at + 1)] as unknown as [Settable, Settable];
      one.kernel = other.kernel;
    }
  },
  /** In all layers of a class, as long as a test lasts. */
  prototype: (_, layers, at) => {
    const prototype = Object.getPrototypeOf(of(layers, at)) as Layer;
    const { call } = prototype;
    restore.push(() => {
      prototype.call = call;
    });
    prototype.call = function (...args) {
      const y = call.apply(this, args);
      return Array.isArray(y) ? y : tf.mul(y, 1.25);
    };
  },
  frozen: (_, layers, at) => {
    const layer = of(layers, at);
    if (at % 2) layer.trainable = false;
    else for (const weight of layer.trainableWeights.slice(0, 1)) Object.assign(weight, { trainable: false });
  },
  weights: (model) => {
    model.setWeights(model.getWeights().map((weight) => tf.mul(weight, 0.5)));
  },
} satisfies Record<string, Change>;

const number = fc.nat(0xffff);
/** Mostly the newest. */
const back = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 2, arbitrary: fc.nat(7) });

/** Networks of the layers that there are. */
export const graphSpecs: fc.Arbitrary<GraphSpec> = fc.record({
  seed: fc.nat(0x7fffffff),
  inputs: fc.array(
    fc.record({
      kind: fc.oneof(
        { weight: 12, arbitrary: fc.constant('image' as const) },
        { weight: 1, arbitrary: fc.constantFrom('vector' as const, 'sequence' as const, 'words' as const) },
      ),
      size: fc.integer({ min: 1, max: 7 }),
      channels: fc.integer({ min: 1, max: 5 }),
    }),
    { minLength: 1, maxLength: 2 },
  ),
  batch: fc.integer({ min: 1, max: 3 }),
  additions: fc.array(
    fc.record({
      kind: fc.oneof(
        ...Object.entries(weights).map(([kind, weight]) => ({
          weight,
          arbitrary: fc.constant(kind as keyof typeof additions),
        })),
      ),
      to: back,
      and: fc.nat(11),
      a: number,
      b: number,
      c: number,
    }),
    { minLength: 1, maxLength: 10 },
  ),
  outputs: fc.oneof(
    { weight: 3, arbitrary: fc.constant([] as number[]) },
    { weight: 1, arbitrary: fc.array(fc.nat(9), { minLength: 1, maxLength: 2 }) },
  ),
  dtype: fc.oneof(
    { weight: 10, arbitrary: fc.constant('float32' as const) },
    { weight: 1, arbitrary: fc.constantFrom('int32' as const, 'bool' as const) },
  ),
  changes: fc.array(
    fc.record({
      kind: fc.constantFrom(...(Object.keys(changes) as (keyof typeof changes)[])),
      at: fc.nat(50),
    }),
    { maxLength: 2 },
  ),
});

/** The network that the numbers mean. What cannot be added where they say is left out. */
export function randomGraph(spec: GraphSpec): RandomGraph {
  const draft = new Draft();
  const shapes = spec.inputs.map(({ kind, size, channels }) =>
    kind === 'image'
      ? [size, size + 1, channels]
      : kind === 'sequence'
        ? [size, channels]
        : kind === 'words'
          ? [size]
          : [channels],
  );
  const inputs = shapes.map((shape, at) => {
    const name = `input${at}`;
    const input = tfl.input({
      name,
      shape,
      ...(spec.inputs[at]!.kind === 'words' && { dtype: 'int32' as const }),
    });
    if (spec.inputs[at]!.kind !== 'words') draft.tensors.push(input);
    else draft.chain(input, L.embedding({ name: draft.name(), inputDim: 5, outputDim: 3, maskZero: true }));
    return input;
  });
  for (const addition of spec.additions) attempt(() => additions[addition.kind](draft, addition));
  // Every input has a part in it, and something is computed.
  const used = draft.tensors.filter((x) => x.inputs.length > 0);
  const last = used.at(-1) ?? draft.chain(inputs[0]!, new Scaling({ name: draft.name() }));
  const flat = inputs.map((x) =>
    draft.chain(
      x,
      ...(x.shape.length > 2 ? [L.flatten({ name: draft.name() })] : []),
      L.dense({ name: draft.name(), units: 2 }),
    ),
  );
  const picked = [last, ...spec.outputs.map((at) => draft.pick(at)!), ...flat];
  const outputs = [...new Set(picked)]
    .filter((x) => !inputs.includes(x))
    .slice(0, inputs.length > 1 ? 9 : 1 + spec.outputs.length);
  const model = tfl.model({ inputs, outputs });
  setWeights(model, spec.seed);
  return {
    model,
    inputs: shapes.map((shape, at) => feed([spec.batch, ...shape], spec, at)),
    layers: [...new Set(draft.layers)],
    changes: spec.changes.map(
      ({ kind, at }) =>
        () =>
          attempt(() => changes[kind](model, [...new Set(draft.layers)], at)),
    ),
  };
}

/** What tfjs refuses is not there. */
function attempt(what: () => void): void {
  try {
    what();
  } catch {}
}

/** Weights of a usual size, slopes and variances where they make sense and sometimes where not. */
function setWeights(model: tfl.LayersModel, seed: number): void {
  model.weights.forEach((weight, stream) => {
    const { shape, originalName } = weight;
    const size = tf.util.sizeFromShape(shape as number[]);
    const fan = Math.sqrt(size / ((shape.at(-1) as number) ?? 1));
    const kind = originalName.split('/').at(-1)!;
    const noise = normal(size, { seed, stream, step: 1 });
    const numbers = noise.map((value) => {
      if (/variance/.test(kind)) return 0.5 + Math.abs(value);
      if (/gamma|scale/.test(kind)) return 1 + 0.3 * value;
      if (/slope/.test(kind)) return 0.3 + 0.4 * value;
      if (/divisor/.test(kind)) return 2 + value;
      return /kernel|embeddings/.test(kind) ? value / Math.max(fan, 1) : 0.3 * value;
    });
    weight.write(tf.tensor(numbers, shape as number[]));
  });
}

function feed(shape: number[], { seed, inputs, dtype }: GraphSpec, at: number): tf.Tensor {
  const key = { seed, stream: 1000 + at, step: 0 };
  const size = tf.util.sizeFromShape(shape);
  if (inputs[at]!.kind === 'words')
    return tf.tensor(
      uniform(size, key).map((value) => Math.floor(5 * value)),
      shape,
      'int32',
    );
  const numbers = normal(size, key);
  // A few zeros, for masks.
  const sparse =
    inputs[at]!.kind === 'sequence' ? numbers.map((value) => (Math.abs(value) < 0.4 ? 0 : value)) : numbers;
  if (dtype === 'bool')
    return tf.tensor(
      sparse.map((value) => Number(value > 0)),
      shape,
      'bool',
    );
  return tf.tensor(dtype === 'int32' ? sparse.map((value) => Math.round(2 * value)) : sparse, shape, dtype);
}
