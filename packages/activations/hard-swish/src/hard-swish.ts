import { activation, described, type LayerConfig, layerOf, opOf } from '@rectified/activation';
import { add, clip, div, mul } from '@rectified/expression';

const formula = activation({
  name: 'hard-swish',
  title: 'Hard-swish',
  className: 'RectifiedHardSwish',
  paper: {
    title: 'Searching for MobileNetV3',
    authors: [
      'Howard',
      'Sandler',
      'Chu',
      'Chen',
      'Chen',
      'Tan',
      'Wang',
      'Zhu',
      'Pang',
      'Vasudevan',
      'Le',
      'Adam',
    ],
    year: 2019,
    arxiv: '1905.02244',
  },
  formula: ({ x }) => div(mul(x, clip(add(x, 3), 0, 6)), 6),
});

/** No options of its own, only those of every tfjs layer (`name`, `inputShape`, ...). */
export interface HardSwishConfig extends LayerConfig<typeof formula> {}

/**
 * Hard-swish, element by element: Swish with a piecewise linear gate.
 *
 *     y = x relu6(x + 3) / 6          dy/dx = 0 for x <= -3,  (2 x + 3) / 6 between,  1 for x >= 3
 *
 * Howard et al.: Searching for MobileNetV3 (arXiv 1905.02244), section 5.2. Any shape; float32, other types are cast. The same
 * in training and inference. Its minimum is -0.375 at -1.5. At -Infinity it is its limit, 0 (a closed gate; PyTorch gives NaN);
 * Infinity stays, NaN stays NaN.
 *
 * @example
 * hardSwish([-2, 0, 3]); // [-0.333333, 0, 3]
 */
export const hardSwish = opOf(formula);

/**
 * Hard-swish as a layer: {@link hardSwish}. Serialized as `RectifiedHardSwish`.
 *
 * @example
 * model.add(new HardSwish());
 */
export class HardSwish extends layerOf(formula) {}

/** Hard-swish as `rectified` knows it. */
export const description = described(formula, HardSwish);
