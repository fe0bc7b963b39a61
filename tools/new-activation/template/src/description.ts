import type { Activation } from '@rectified/activation';
import { MyActivation, type MyActivationConfig } from './my-activation-layer.js';

/** My activation as `rectified` knows it. */
export const description = {
  name: 'my-activation',
  title: 'My activation',
  // TODO Where it was published.
  paper: { title: 'Unpublished', authors: ['You'], year: 2026 },
  layer: MyActivation,
} satisfies Activation<MyActivationConfig>;
