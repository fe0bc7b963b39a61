import { type BackendChoice, chooseBackend } from '@rectified/backend';
import { InputError, isInputError } from '@rectified/errors';

/**
 * `chooseBackend`, whose error names the options of the command. With `only`, no other backend will do, so there is
 * nothing to leave out.
 */
export async function useBackend(
  options: Parameters<typeof chooseBackend>[0],
  { only = false } = {},
): Promise<BackendChoice> {
  try {
    return await chooseBackend(options);
  } catch (error) {
    if (!isInputError(error)) throw error;
    const { remedy, ...details } = error.details;
    throw new InputError({
      ...details,
      remedy: only ? undefined : remedy?.replace(/`(backend|kernels|precision)`/, '`--$1`'),
    });
  }
}

/** Why a backend was not chosen, and how to get it; undefined if it was not tried. */
export function whyNot(name: string, { rejected }: Pick<BackendChoice, 'rejected'>): string | undefined {
  const reason = rejected.find((one) => one.name === name)?.reason;
  return reason && `${name} cannot be used: ${reason}`;
}
