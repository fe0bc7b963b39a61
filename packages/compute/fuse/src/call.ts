import type { NoiseOfPass } from './noise-of-pass.js';

/** How a step is computed in one pass. */
export interface Call {
  readonly training: boolean;
  /** Whether the gradient of this step's input may be needed. */
  readonly inputGradient: boolean;
  /** What random layers draw; without it, they draw from their own noise and increment its step. */
  readonly noise?: NoiseOfPass;
}
