import type { ImageShape } from '@rectified/dataset';
import type { ViewKey } from './draw.js';
import type { Pixels } from './image.js';
import { type Form, type Stage, type StageContext, sizeOf } from './stage.js';
import type { Statistics } from './statistics.js';
import type { FullStep } from './step.js';
import { affineStage } from './steps/affine.js';
import { cropStage } from './steps/crop.js';
import { cutoutStage } from './steps/cutout.js';
import { gcnStage } from './steps/gcn.js';
import { mirrorStage } from './steps/mirror.js';
import { normalizeStage } from './steps/normalize.js';
import { padStage } from './steps/pad.js';
import { subtractMeanStage } from './steps/subtract-mean.js';
import { zcaStage } from './steps/zca.js';
import { streamsOf } from './streams-of.js';

/** All steps, prepared for images of one shape. */
export interface Pipeline extends Form {
  /** Reads an image at `fromAt`, without changing it, and writes its view at `toAt`. */
  run(from: Uint8Array, fromAt: number, to: Pixels, toAt: number, key: ViewKey): void;
}

/** Prepares steps for images of `shape`. Throws an `InputError` if they do not fit these. */
export function compile(steps: readonly FullStep[], shape: ImageShape, statistics: Statistics): Pipeline {
  const stages = stagesOf(steps, { shape, type: 'uint8' }, statistics);
  // Steps that work in place must not change the dataset's images.
  if (stages.length === 0 || 'change' in stages[0]!) stages.unshift(copyStage(shape));
  const last = stages.findLastIndex((stage) => 'make' in stage);
  const scratch = stages.map((stage, i) => ('make' in stage && i < last ? pixelsFor(stage) : undefined));
  const { shape: outShape, type } = stages.at(-1)!;

  return {
    shape: outShape,
    type,
    run(from, fromAt, to, toAt, key) {
      let pixels: Pixels = from;
      let at = fromAt;
      for (let i = 0; i < stages.length; i++) {
        const stage = stages[i]!;
        if ('change' in stage) {
          stage.change(pixels, at, key);
          continue;
        }
        const target = scratch[i] ?? to;
        const targetAt = i < last ? 0 : toAt;
        stage.make(pixels, at, target, targetAt, key);
        pixels = target;
        at = targetAt;
      }
    },
  };
}

/** An array for `count` images of a form. */
export function pixelsFor({ shape, type }: Form, count = 1): Pixels {
  const length = count * sizeOf(shape);
  return type === 'uint8' ? new Uint8Array(length) : new Float32Array(length);
}

function stagesOf(steps: readonly FullStep[], input: Form, statistics: Statistics): Stage[] {
  const streams = streamsOf(steps);
  const stages: Stage[] = [];
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    const next = steps[i + 1];
    const form = stages.at(-1) ?? input;
    const context = { stream: streams[i]!, statistics };
    if (step.step === 'affine' && next?.step === 'crop') {
      i++;
      stages.push(affineStage(step, form, context, { crop: next, stream: streams[i]! }));
    } else if (step.step === 'subtract-mean' && next?.step === 'mirror' && next.direction === 'horizontal') {
      i++;
      stages.push(subtractMeanStage(form, context, { mirror: next, stream: streams[i]! }));
    } else stages.push(stageOf[step.step](step as never, form, context));
  }
  return stages;
}

/** Prepares a step of each kind. */
const stageOf: {
  readonly [Kind in FullStep['step']]: (
    step: Extract<FullStep, { step: Kind }>,
    form: Form,
    context: StageContext,
  ) => Stage;
} = {
  affine: affineStage,
  crop: cropStage,
  pad: padStage,
  mirror: mirrorStage,
  cutout: cutoutStage,
  'subtract-mean': (_, form, context) => subtractMeanStage(form, context),
  normalize: normalizeStage,
  gcn: gcnStage,
  zca: zcaStage,
};

function copyStage(shape: ImageShape): Stage {
  const size = sizeOf(shape);
  return {
    shape,
    type: 'uint8',
    make: (from, fromAt, to, toAt) => to.set(from.subarray(fromAt, fromAt + size), toAt),
  };
}
