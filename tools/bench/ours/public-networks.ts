import * as tfl from '@tensorflow/tfjs-layers';

type Layer = tfl.layers.Layer;
type Symbolic = tfl.SymbolicTensor;
const { layers: L } = tfl;

/** Replaces the options of the paper's networks. */
interface Options {
  readonly classes: number;
  readonly activation: () => Layer;
  readonly width: number;
}

const through = (x: Symbolic, ...layers: Layer[]) =>
  layers.reduce((value, layer) => layer.apply(value) as Symbolic, x);
const channels = (count: number, width: number) => Math.max(1, Math.round(count * width));

/** Convolution, batch normalization and activation, as in all three networks. */
function block(
  x: Symbolic,
  filters: number,
  kernelSize: number,
  strides: number,
  activation?: Layer,
): Symbolic {
  // Zeros on both sides, as in PyTorch, also with stride 2.
  const pad = (kernelSize - 1) / 2;
  const zeros = strides > 1 && pad > 0 ? [L.zeroPadding2d({ padding: pad as never })] : [];
  const padding = zeros.length > 0 ? 'valid' : 'same';
  return through(
    x,
    ...zeros,
    L.conv2d({ filters, kernelSize, strides, padding, useBias: false }),
    L.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }),
    ...(activation ? [activation] : []),
  );
}

/** Simonyan and Zisserman's configuration A (arXiv 1409.1556) with batch normalization and one dense layer, for 32 x 32 pixels. */
export function vgg11({ classes, activation, width }: Options): tfl.LayersModel {
  const inputs = tfl.input({ shape: [32, 32, 3] });
  const stages = [[64], [128], [256, 256], [512, 512], [512, 512]];
  let x = inputs;
  for (const stage of stages) {
    for (const filters of stage) x = block(x, channels(filters, width), 3, 1, activation());
    x = through(x, L.maxPooling2d({ poolSize: 2 }));
  }
  return tfl.model({ inputs, outputs: through(x, L.flatten(), L.dense({ units: classes })) });
}

/** He, Zhang, Ren and Sun's network of 20 layers for CIFAR (arXiv 1512.03385, section 4.2), projections by 1 x 1 convolutions. */
export function resNet20({ classes, activation, width }: Options): tfl.LayersModel {
  const inputs = tfl.input({ shape: [32, 32, 3] });
  let x = block(inputs, channels(16, width), 3, 1, activation());
  [16, 32, 64].forEach((count, stage) => {
    const filters = channels(count, width);
    for (let at = 0; at < 3; at++) {
      const strides = stage > 0 && at === 0 ? 2 : 1;
      const shortcut = strides > 1 ? block(x, filters, 1, strides) : x;
      const first = block(x, filters, 3, strides, activation());
      const sum = L.add().apply([block(first, filters, 3, 1), shortcut]) as Symbolic;
      x = through(sum, activation());
    }
  });
  return tfl.model({
    inputs,
    outputs: through(x, L.globalAveragePooling2d({}), L.dense({ units: classes })),
  });
}

/** Howard et al.'s depthwise separable convolutions (arXiv 1704.04861, Table 1) with the strides of small images. */
export function mobileNet({ classes, activation, width }: Options): tfl.LayersModel {
  const inputs = tfl.input({ shape: [32, 32, 3] });
  let x = block(inputs, channels(32, width), 3, 1, activation());
  const stages = [
    [64, 1],
    [128, 2],
    [128, 1],
    [256, 2],
    [256, 1],
    [512, 2],
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [512, 1],
    [1024, 2],
    [1024, 1],
  ] as const;
  for (const [filters, strides] of stages) {
    const zeros = strides > 1 ? [L.zeroPadding2d({ padding: 1 as never })] : [];
    x = through(
      x,
      ...zeros,
      L.depthwiseConv2d({
        kernelSize: 3,
        strides,
        padding: strides > 1 ? 'valid' : 'same',
        useBias: false,
      }),
      L.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }),
      activation(),
    );
    x = block(x, channels(filters, width), 1, 1, activation());
  }
  return tfl.model({
    inputs,
    outputs: through(x, L.globalAveragePooling2d({}), L.dense({ units: classes })),
  });
}
