/** How a trainer updates one learned parameter, compared with the kernels of a network. */
export interface ParameterUpdate {
  /** Multiple of the learning rate. Default 1. */
  readonly rateFactor?: number;
  /** Multiple of the weight decay. Default 1. */
  readonly decayFactor?: number;
}

/**
 * A layer that declares how a trainer should update its parameters. Parameters that are not named are updated like any other
 * weight.
 */
export interface SelfUpdating {
  /** Updates, keyed by the parameter's name within the layer: `slope` of `act1/slope`. */
  readonly parameterUpdates: Readonly<Record<string, ParameterUpdate>>;
}

/** Whether a layer is {@link SelfUpdating}. */
export function isSelfUpdating(layer: unknown): layer is SelfUpdating {
  return typeof layer === 'object' && layer !== null && 'parameterUpdates' in layer;
}
