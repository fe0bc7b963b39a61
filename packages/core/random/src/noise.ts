/**
 * The key of one array of random numbers: three 32-bit unsigned integers. The same key gives the same numbers in
 * every process and on every backend; keys that differ in any part give independent ones.
 */
export interface NoiseKey {
  /** The seed of the run. */
  readonly seed: number;
  /** The place that draws: {@link streamOf} of a layer's name, of `'order'`, of a weight's name. */
  readonly stream: number;
  /** The step in time: the training step or epoch; 0 for what is drawn once. */
  readonly step: number;
}

/**
 * A layer whose output in training depends on random numbers. It draws from `noise` and then increments
 * `noise.step`, so every forward pass gets new numbers. To choose them, set `noise` before a
 * pass. `noise` is not a weight and is not saved with the model.
 */
export interface Stochastic {
  noise: NoiseKey;
}

/** Returns whether a layer is {@link Stochastic}. */
export function isStochastic(layer: unknown): layer is Stochastic {
  return typeof layer === 'object' && layer !== null && 'noise' in layer;
}
