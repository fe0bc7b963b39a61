import type { NoiseOfPass } from './noise-of-pass.js';

/** How a step is computed in one pass. */
export interface Call {
  readonly training: boolean;
  /** Whether anybody may ask for the gradient of this step's input. */
  readonly inputGradient: boolean;
  /** What random layers draw; without it they draw from their own noise, and count it on. */
  readonly noise?: NoiseOfPass;
}
