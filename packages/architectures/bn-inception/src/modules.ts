/** Channels of the branches of an inception module. */
interface Branches {
  readonly '3x3-reduce': number;
  readonly '3x3': number;
  readonly 'double-reduce': number;
  /** Filters of each of the two convolutions. */
  readonly double: number;
}

/** Four branches side by side. */
export interface SameModule extends Branches {
  readonly kind: 'same';
  readonly name: string;
  readonly '1x1': number;
  /** Before the projection. */
  readonly pool: 'mean' | 'largest';
  readonly projection: number;
}

/** Two branches with stride 2 and a max pool side by side. */
export interface HalvingModule extends Branches {
  readonly kind: 'halving';
  readonly name: string;
}

const same = (
  name: string,
  [one, reduce3, three, reduceD, double, projection]: readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ],
  pool: SameModule['pool'] = 'mean',
): SameModule => ({
  kind: 'same',
  name,
  '1x1': one,
  '3x3-reduce': reduce3,
  '3x3': three,
  'double-reduce': reduceD,
  double,
  pool,
  projection,
});

const halving = (
  name: string,
  [reduce3, three, reduceD, double]: readonly [number, number, number, number],
): HalvingModule => ({
  kind: 'halving',
  name,
  '3x3-reduce': reduce3,
  '3x3': three,
  'double-reduce': reduceD,
  double,
});

/** apache/mxnet 3faa4834cd, example/notebooks/cifar-100.ipynb, cell 3. */
export const modules: readonly (SameModule | HalvingModule)[] = [
  same('3a', [64, 64, 64, 64, 96, 32]),
  same('3b', [64, 64, 96, 64, 96, 64]),
  halving('3c', [128, 160, 64, 96]),
  same('4a', [224, 64, 96, 96, 128, 128]),
  same('4b', [192, 96, 128, 96, 128, 128]),
  same('4c', [160, 128, 160, 128, 160, 128]),
  same('4d', [96, 128, 192, 160, 192, 128]),
  halving('4e', [128, 192, 192, 256]),
  same('5a', [352, 192, 320, 160, 224, 128]),
  same('5b', [352, 192, 320, 192, 224, 128], 'largest'),
];
