/** Thrown by a kernel that cannot compute an activation, before it does anything else. */
export class UnsupportedActivation extends Error {
  override name = 'UnsupportedActivation';

  constructor(activation: string) {
    super(`no kernel computes the activation ${activation}`);
  }
}

/** Whether an error is an {@link UnsupportedActivation}, including one of another copy of this package (ESM beside CommonJS). */
export function isUnsupportedActivation(error: unknown): boolean {
  return error instanceof Error && error.name === 'UnsupportedActivation';
}
