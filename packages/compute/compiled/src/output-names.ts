import type { Node } from './saved-model.js';

/** What the outputs of TensorFlow's operations are called in a function (its `OpDef`s): by the name of the only one, or list. */
const operations: Readonly<Record<string, string>> = {
  output: `All Any ArgMax ArgMin AvgPool AvgPool3D AvgPool3DGrad AvgPoolGrad BatchMatMulV2 BatchToSpaceND BiasAdd BiasAddGrad
    Bitcast BroadcastTo ClipByValue ConcatV2 Const Conv2D Conv2DBackpropFilter Conv2DBackpropInput Conv3D Conv3DBackpropFilterV2
    Conv3DBackpropInputV2 DepthToSpace DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter
    DepthwiseConv2dNativeBackpropInput Einsum ExpandDims Fill GatherNd GatherV2 Identity LRN LRNGrad LinSpace Max MaxPool
    MaxPool3D MaxPool3DGrad MaxPoolGrad Mean Min MirrorPad OneHot Pack PadV2 Prod Range Reshape ReverseV2 ScatterNd Select
    SelectV2 Shape Slice SpaceToBatchND SplitV StatefulPartitionedCall StatelessRandomUniform StatelessRandomUniformFullIntV2
    StridedSlice StridedSliceGrad Sum TensorScatterUpdate Tile Unpack UnsortedSegmentSum While ResizeBilinearGrad ResizeNearestNeighborGrad`,
  y: `Abs Acos Acosh Asin Asinh Atan Atanh Cast Ceil Cos Cosh Erf Exp Expm1 Floor IsFinite IsInf IsNan Log Log1p LogicalNot
    Neg OnesLike Reciprocal Round Rsqrt Sigmoid Sign Sin Sinh Sqrt Square Tan Tanh Transpose ZerosLike`,
  z: `Add AddV2 Atan2 BitwiseAnd BitwiseOr Div DivNoNan Equal FloorDiv FloorMod Greater GreaterEqual Less LessEqual LogicalAnd
    LogicalOr Maximum Minimum Mul NotEqual Pow RealDiv SquaredDifference Sub`,
  activations: 'Elu LeakyRelu Relu Relu6 Selu Softplus',
  backprops: 'EluGrad LeakyReluGrad ReluGrad',
  sum: 'AddN',
  product: 'MatMul',
  softmax: 'Softmax',
  value: 'ReadVariableOp',
  out: 'Cumsum Cumprod',
  resized_images: 'ResizeBilinear ResizeNearestNeighbor',
  r0: 'BroadcastArgs',
};

const names = new Map<string, string>(
  Object.entries(operations).flatMap(([name, list]) => list.split(/\s+/).map((op) => [op, name] as const)),
);

/** An output that is a list, and the attribute that says how long it is. */
type List = readonly [name: string, attribute: string];

const branches = (name: string): List => [name, 'branches'];
const kept = (name: string): List => [name, 'kept_lists'];
const statistics = (name: string): List => [name, 'statistics_lists'];
const dx: List = ['dx', 'dx_lists'];
const dparameters: List = ['dparameters', 'parameter_lists'];

/** Of operations with several outputs, those of `@rectified/native` among them (its `registerOperation`s). */
const several: Readonly<Record<string, readonly (string | List)[]>> = {
  FusedBatchNorm: ['y', 'batch_mean', 'batch_variance', 'reserve_space_1', 'reserve_space_2'],
  FusedBatchNormV3: [
    'y',
    'batch_mean',
    'batch_variance',
    'reserve_space_1',
    'reserve_space_2',
    'reserve_space_3',
  ],
  TopKV2: ['values', 'indices'],
  RectifiedConv2D: [branches('y'), kept('kept')],
  RectifiedConv2DGrad: [dx, branches('dfilters'), branches('dbiases'), dparameters],
  NormalizedConv2D: [
    branches('y'),
    kept('kept'),
    kept('norms'),
    statistics('new_means'),
    statistics('new_variances'),
  ],
  NormalizedConv2DGrad: [
    dx,
    branches('dfilters'),
    branches('dbiases'),
    branches('dgammas'),
    branches('dbetas'),
    dparameters,
  ],
  RectifiedMoments: ['mean', 'variance', 'moved_mean', 'moved_variance'],
  RectifiedBatchNorm: ['y', 'kept', 'kept_is_output'],
  RectifiedBatchNormGrad: ['dx', 'dgamma', 'dbeta', dparameters],
  RectifiedPoolDropout: ['y', 'places'],
  RectifiedPoolDropoutGrad: ['dx'],
  RectifiedSum: ['y', 'kept'],
  RectifiedSumGrad: ['dsum', dparameters],
  RectifiedSgd: [
    ['new_weights', 'n'],
    ['new_momenta', 'n'],
  ],
};

/** Whether an operation is TensorFlow's own, which XLA has as well, as far as is known. */
export function isTensorFlows(op: string): boolean {
  return !/^(Rectified|Normalized)/.test(op);
}

/** What a function calls the outputs of a node, in their order: `node:output:index`. Undefined for operations that are not known. */
export function outputNames(
  { name, op, attributes }: Pick<Node, 'name' | 'op' | 'attributes'>,
  count: number,
): string[] | undefined {
  const outputs = several[op];
  if (outputs === undefined) {
    const output = names.get(op);
    return output === undefined
      ? undefined
      : Array.from({ length: count }, (_, index) => `${name}:${output}:${index}`);
  }
  return outputs.flatMap((output) => {
    if (typeof output === 'string') return [`${name}:${output}:0`];
    const length = attributes[output[1]] as { readonly int: number };
    return Array.from({ length: length.int }, (_, index) => `${name}:${output[0]}:${index}`);
  });
}
