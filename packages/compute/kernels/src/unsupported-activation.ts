/** Thrown by a kernel of a device that cannot compute an activation, before it has done anything. */
export class UnsupportedActivation extends Error {
  override name = 'UnsupportedActivation';

  constructor(activation: string) {
    super(`no kernel computes the activation ${activation}`);
  }
}

/** Whether it is one, also of another copy of this package (ESM beside CommonJS), for which `instanceof` is false. */
export function isUnsupportedActivation(error: unknown): boolean {
  return error instanceof Error && error.name === 'UnsupportedActivation';
}
