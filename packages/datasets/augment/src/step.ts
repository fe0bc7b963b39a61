import type * as z from 'zod';
import { affineSchema } from './steps/affine.js';
import { cropSchema } from './steps/crop.js';
import { cutoutSchema } from './steps/cutout.js';
import { gcnSchema } from './steps/gcn.js';
import { mirrorSchema } from './steps/mirror.js';
import { normalizeSchema } from './steps/normalize.js';
import { padSchema } from './steps/pad.js';
import { subtractMeanSchema } from './steps/subtract-mean.js';
import { zcaSchema } from './steps/zca.js';

/** Checks a {@link Step} and fills its defaults; messages say what was expected. */
export const stepSchemas = {
  affine: affineSchema,
  crop: cropSchema,
  pad: padSchema,
  mirror: mirrorSchema,
  cutout: cutoutSchema,
  'subtract-mean': subtractMeanSchema,
  normalize: normalizeSchema,
  gcn: gcnSchema,
  zca: zcaSchema,
};

type Schema = (typeof stepSchemas)[keyof typeof stepSchemas];

/** One step of an augmentation, as plain data: `{ step: 'crop', size: 70 }`. */
export type Step = z.input<Schema>;

/** A {@link Step} with every default filled in. */
export type FullStep = z.output<Schema>;
