/**
 * Names one array of random numbers: three 32-bit unsigned integers. The same key gives the same numbers in
 * every process and on every backend; keys that differ in any part give independent ones.
 */
export interface NoiseKey {
  /** The seed of the whole run. */
  readonly seed: number;
  /** The place that draws: {@link streamOf} of a layer's name, of `'order'`, of a weight's name. */
  readonly stream: number;
  /** The moment: the training step, the epoch; 0 for what is drawn once. */
  readonly step: number;
}

/**
 * A layer whose output in training depends on random numbers. It draws from `noise` and then counts
 * `noise.step` on by one, so every forward pass gets fresh numbers; whoever sets `noise` before a pass
 * decides which. `noise` is not a weight and is not saved with the model.
 */
export interface Stochastic {
  noise: NoiseKey;
}

/** Whether a layer is {@link Stochastic}. */
export function isStochastic(layer: unknown): layer is Stochastic {
  return typeof layer === 'object' && layer !== null && 'noise' in layer;
}
