import type { ElementwiseCall } from '@rectified/activation';

/** A function of every element, computed together with the operation before it; null for none. */
export type Activation = ElementwiseCall | null;
