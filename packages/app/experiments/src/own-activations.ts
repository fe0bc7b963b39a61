import type { Activation } from '@rectified/activation';

/** Rectified's own activations. Imported when used: they bring TensorFlow. */
export async function ownActivations(): Promise<Activation[]> {
  const { activations } = await import('@rectified/activations');
  return Object.values<Activation>(activations);
}
