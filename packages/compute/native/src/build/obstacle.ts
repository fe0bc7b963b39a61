/** A reason why the kernels cannot be built. */
export class Obstacle extends Error {}
