/** How a trainer updates one learned parameter, compared with the kernels of a network. */
export interface ParameterUpdate {
  /** Multiple of the learning rate. Default 1. */
  readonly rateFactor?: number;
  /** Multiple of the weight decay. Default 1. */
  readonly decayFactor?: number;
}

/**
 * A layer that says itself how its parameters are updated: a layer cannot do that itself, only whoever trains it. Parameters that are
 * not named are updated as a trainer updates any weight.
 */
export interface SelfUpdating {
  /** Updates by the parameter's name within the layer: `slope` of `act1/slope`. */
  readonly parameterUpdates: Readonly<Record<string, ParameterUpdate>>;
}

/** Whether a layer is {@link SelfUpdating}. */
export function isSelfUpdating(layer: unknown): layer is SelfUpdating {
  return typeof layer === 'object' && layer !== null && 'parameterUpdates' in layer;
}
