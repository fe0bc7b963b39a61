import type { Step } from './step.js';

/** How the configurations of Kaggle-NDSB differ. */
interface Warp {
  readonly shear: number;
  readonly aspect: number;
  readonly scale?: readonly [number, number];
  readonly canvas?: readonly [number, number];
}

/** Warp, random crop, mean image, mirror: in cxxnet's order (`image_augmenter-inl.hpp`, `iter_augment_proc-inl.hpp:148-163`). */
function cxxnet(
  { shear, aspect, scale = [1, 1], canvas }: Warp,
  crop: Omit<Step & { step: 'crop' }, 'step'>,
): Step[] {
  return [
    { step: 'affine', shear, rotate: 180, scale: [...scale], aspect, ...(canvas && { canvas: [...canvas] }) },
    { step: 'crop', ...crop },
    { step: 'subtract-mean' },
    { step: 'mirror' },
  ];
}

/**
 * Augmentations by name. `model1` ... `model6` and those for prediction (`-views`, `-grid`) are the configurations of the
 * paper's plankton authors (github.com/auroraxie/Kaggle-NDSB, `models/`), for images of 80 x 80 pixels (model5: 96 x 96).
 */
export const presets = {
  none: [],
  /** `model1/bn.conf`. Table 2 of the paper is model 1's network. */
  model1: cxxnet({ shear: 0.5, aspect: 0.5, scale: [0.4, 1.8], canvas: [80, 136] }, { size: 70 }),
  /** `model2/val.conf`. */
  model2: cxxnet({ shear: 0.5, aspect: 0.5, scale: [0.3, 1.7], canvas: [80, 100] }, { size: 70 }),
  /** `model3/val.conf`. */
  model3: cxxnet({ shear: 0.3, aspect: 0.5 }, { size: [68, 72], resize: 72 }),
  /** `model4/val.conf`. */
  model4: cxxnet({ shear: 0.5, aspect: 0.5, scale: [0.25, 2], canvas: [80, 135] }, { size: 70 }),
  /** `model5/96.conf`. */
  model5: cxxnet({ shear: 0.2, aspect: 0.2, scale: [0.5, 1.5], canvas: [96, 136] }, { size: 88 }),
  /** `model5/96_2.conf`, the second stage. */
  'model5-2': cxxnet({ shear: 0.5, aspect: 0.5, scale: [0.25, 2], canvas: [96, 136] }, { size: 88 }),
  /** `model6/dsn_try.conf`. */
  model6: cxxnet(
    { shear: 0.3, aspect: 0.5, scale: [0.3, 1.8], canvas: [80, 140] },
    { size: [60, 80], resize: 70 },
  ),
  /** `model1/pred.template`, 150 views; model 6's is the same. */
  'model1-views': cxxnet({ shear: 0.1, aspect: 0.2, scale: [0.75, 1.25], canvas: [80, 120] }, { size: 70 }),
  /** `model4/pred.template`. */
  'model4-views': cxxnet({ shear: 0.2, aspect: 0.2, scale: [0.7, 1.3], canvas: [80, 135] }, { size: 70 }),
  /** `model5/pred.template`. */
  'model5-views': cxxnet({ shear: 0.2, aspect: 0.2, scale: [0.75, 1.25], canvas: [96, 136] }, { size: 88 }),
  /** `model2/run.py`: a grid of crops 2 pixels apart, each mirrored too. */
  'model2-grid': [{ step: 'crop', size: 70, at: 'center' }, { step: 'subtract-mean' }],
  /** `model3/run.py`. */
  'model3-grid': [{ step: 'crop', size: 70, resize: 72, at: 'center' }, { step: 'subtract-mean' }],
  /** The paper's network for CIFAR-100 (mxnet's notebook `cifar-100.ipynb`). */
  'bn-inception': [{ step: 'crop', size: 28 }, { step: 'subtract-mean' }, { step: 'mirror' }],
  /** Network in Network's preprocessing of CIFAR, by pylearn2's scripts. */
  nin: [
    { step: 'gcn', scale: 55 },
    { step: 'zca', bias: 0.1 },
  ],
  /** Common for CIFAR since He et al., arXiv 1512.03385, section 4.2. */
  'pad-crop-mirror': [{ step: 'pad', by: 4 }, { step: 'crop', size: 32 }, { step: 'mirror' }],
} satisfies Record<string, readonly Step[]>;

export type PresetName = keyof typeof presets;
