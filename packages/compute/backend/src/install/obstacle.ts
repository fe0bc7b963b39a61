/** Why TensorFlow cannot be installed on this machine. Never leaves `installTensorFlow`, which returns it as a result. */
export class Obstacle extends Error {
  override name = 'Obstacle';
}
