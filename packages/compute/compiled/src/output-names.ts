/** What the outputs of TensorFlow's operations are called in a function (its `OpDef`s): by the name of the only one, or list. */
const operations: Readonly<Record<string, string>> = {
  output: `All Any ArgMax ArgMin AvgPool AvgPool3D AvgPool3DGrad AvgPoolGrad BatchMatMulV2 BatchToSpaceND BiasAdd BiasAddGrad
    Bitcast BroadcastTo ClipByValue ConcatV2 Const Conv2D Conv2DBackpropFilter Conv2DBackpropInput Conv3D Conv3DBackpropFilterV2
    Conv3DBackpropInputV2 DepthToSpace DepthwiseConv2dNative DepthwiseConv2dNativeBackpropFilter
    DepthwiseConv2dNativeBackpropInput Einsum ExpandDims Fill GatherNd GatherV2 Identity LRN LRNGrad LinSpace Max MaxPool
    MaxPool3D MaxPool3DGrad MaxPoolGrad Mean Min MirrorPad OneHot Pack PadV2 Prod Range Reshape ReverseV2 ScatterNd Select
    SelectV2 Slice SpaceToBatchND SplitV StatefulPartitionedCall StatelessRandomUniform StatelessRandomUniformFullIntV2
    StridedSlice Sum TensorScatterUpdate Tile Unpack UnsortedSegmentSum While ResizeBilinearGrad ResizeNearestNeighborGrad`,
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

/** Of operations with several outputs that are no list. */
const several: Readonly<Record<string, readonly string[]>> = {
  FusedBatchNormV3: [
    'y',
    'batch_mean',
    'batch_variance',
    'reserve_space_1',
    'reserve_space_2',
    'reserve_space_3',
  ],
  TopKV2: ['values', 'indices'],
};

/** How a function calls the output of a node: `node:output:index`. Undefined for operations that are not known. */
export function outputName(node: string, op: string, index: number): string | undefined {
  const own = several[op]?.[index];
  if (own !== undefined) return `${node}:${own}:0`;
  const name = names.get(op);
  return name && `${node}:${name}:${index}`;
}
