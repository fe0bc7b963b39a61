import { checkSchema, finiteNumber } from '@rectified/errors';
import { z } from 'zod';
import { fitting, positive, type Schedule, scheduleSchema } from './schedule.js';

/** How some variables are updated differently from the rest. */
export interface VariableGroup {
  /** Pattern of variable names (`conv9/kernel`) in which `*` matches any text: `conv9/*`. */
  readonly match: string;
  /** Multiple of the learning rate; 0 freezes. */
  readonly rateFactor?: number;
  /** Multiple of the weight decay. */
  readonly decayFactor?: number;
}

/** Stochastic gradient descent with momentum, as plain data. */
export interface SgdConfig {
  readonly rate: Schedule;
  /** Default: 0.9, in every configuration of cxxnet's authors and of Lin's NIN. */
  readonly momentum?: number;
  /** L2 weight decay as part of the gradient, `g + decay * w`. Default: 0. */
  readonly decay?: number;
  /** Limits of the gradient, before decay is added: of every element, or of the norm of all gradients together. Default: none. */
  readonly clip?: { readonly value?: number; readonly norm?: number };
  /** In addition to {@link defaultGroups} and what layers declare. For each factor, the last match that has it wins. */
  readonly groups?: readonly VariableGroup[];
}

/**
 * Twice the rate and no decay for biases, as in all configurations of cxxnet's authors and in Lin's NIN; the same
 * for slopes, which cxxnet registers as biases (`prelu_layer-inl.hpp:61`). If a layer declares how its parameters are
 * updated, as PReLU does, the declaration takes precedence over the names.
 */
export const defaultGroups: readonly VariableGroup[] = [
  { match: '*/bias', rateFactor: 2, decayFactor: 0 },
  { match: '*/slope', rateFactor: 2, decayFactor: 0 },
];

const atLeast0 = fitting(finiteNumber({ from: 0 }));

const clipSchema = z.strictObject(
  { value: positive.optional(), norm: positive.optional() },
  { error: 'an object such as { norm: 5 }' },
);
const groupSchema = z.strictObject(
  {
    match: z.string({ error: 'a pattern of variable names, such as conv9/*' }),
    rateFactor: atLeast0.optional(),
    decayFactor: atLeast0.optional(),
  },
  { error: 'an object such as { match: "conv9/*", rateFactor: 0.1 }' },
);

/** Checks an {@link SgdConfig} and fills its defaults. Messages say what was expected. */
export const sgdSchema = z.strictObject(
  {
    rate: scheduleSchema,
    momentum: fitting(finiteNumber({ from: 0, below: 1 })).default(0.9),
    decay: atLeast0.default(0),
    clip: clipSchema.default({}),
    groups: z
      .array(groupSchema, { error: 'a list such as [{ match: "conv9/*", rateFactor: 0.1 }]' })
      .default([]),
  },
  { error: 'an object such as { rate: 0.1 }' },
);

/** An {@link SgdConfig} with every default filled in. */
export type Sgd = z.output<typeof sgdSchema>;

/**
 * Checks a configuration of stochastic gradient descent with momentum and fills its defaults. The update is
 * cxxnet's (`sgd_updater-inl.hpp:79-85`):
 *
 *     m <- momentum * m - rate * (g + decay * w)
 *     w <- w + m
 *
 * Deviations: where it clips, cxxnet turns NaN gradients into 0, which hides that training diverged; here they
 * stay NaN and training stops. cxxnet's momentum schedule is not available.
 *
 * @example
 * sgd({ rate: stepDecay(0.1, { 200: 0.1 }), decay: 1e-4, groups: [{ match: 'conv9/*', rateFactor: 0.1 }] });
 */
export function sgd(config: SgdConfig): Sgd {
  return checkSchema(sgdSchema, config, { what: 'optimizer' });
}
