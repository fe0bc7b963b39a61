import type { BackendChoice, BackendName, Kernels } from '@rectified/backend';
import { InputError, isInputError } from '@rectified/errors';
import type { PrecisionOfRun } from './precision-of-run.js';
import { useBackend } from './use-backend.js';

/** What a run has computed on. */
export interface EarlierBackend {
  readonly name: string;
  readonly kernels?: string;
}

/** What the first run of a comparison computed on. */
export interface FirstBackend extends EarlierBackend {
  /** The comparison's folder. */
  readonly comparison: string;
}

/** What a new run is to compute on; `auto` leaves the choice. */
export type AskedBackend = PrecisionOfRun['backend'] & { readonly backend: 'auto' | BackendName };

/**
 * Loads the backend of a new run. In a comparison, `auto` is what it was for the first run, whatever is there by now: runs that round differently
 * could not be compared. Throws an `InputError` if that can no longer be used.
 */
export async function backendOfRun(asked: AskedBackend, first?: FirstBackend): Promise<BackendChoice> {
  const wanted = likeEarlier(asked, first);
  if (first === undefined || wanted === undefined) return useBackend(asked);
  const choice = await useBackend(insisting(wanted, asked)).catch((error: unknown) => {
    throw isInputError(error) ? unlike(first, error.details.what) : error;
  });
  checkLikeFirst(choice, asked, first);
  return choice;
}

/**
 * Loads the backend of a run that has begun: for `auto` its own, even if there is a better one by now. Where that is gone, it is the best of
 * the others: the caller says what differs.
 */
export async function backendToContinue(asked: AskedBackend, own: EarlierBackend): Promise<BackendChoice> {
  const wanted = likeEarlier(asked, own);
  if (wanted === undefined) return useBackend(asked);
  return useBackend(insisting(wanted, asked)).catch((error: unknown) => {
    if (!isInputError(error)) throw error;
    return useBackend(asked);
  });
}

/** Throws an `InputError` if a run would compute on another backend than the first one of its comparison, and nobody has asked for that. */
export function checkLikeFirst(
  { name, kernels, rejected }: Pick<BackendChoice, 'name' | 'kernels' | 'rejected'>,
  asked: AskedBackend,
  first?: FirstBackend,
): void {
  const wanted = likeEarlier(asked, first);
  if (first === undefined || wanted === undefined) return;
  if (name === wanted.backend && (kernels === wanted.kernels || wanted.kernels === 'auto')) return;
  const reason = rejected.find((other) => other.name === wanted.backend)?.reason;
  throw unlike(
    first,
    `this one would compute on ${described({ name, kernels })}${reason ? `: ${reason}` : ''}`,
  );
}

/** What a run is to compute on to be like an earlier one; `undefined` if another backend is asked for by name. */
function likeEarlier(asked: AskedBackend, earlier?: EarlierBackend): AskedBackend | undefined {
  if (earlier === undefined || (asked.backend !== 'auto' && asked.backend !== earlier.name)) return undefined;
  const { name, kernels = 'plain' } = earlier;
  return {
    ...asked,
    backend: name as BackendName,
    kernels: asked.kernels === 'auto' ? (kernels as Kernels) : asked.kernels,
  };
}

/** By its name, tfjs-node-gpu may also compute on a processor; `auto`, which tries it first, insists on a GPU. */
function insisting(wanted: AskedBackend, { backend }: AskedBackend): AskedBackend {
  return backend === 'auto' && wanted.backend === 'tfjs-node-gpu' ? { ...wanted, backend } : wanted;
}

function unlike(first: FirstBackend, why: string): InputError {
  return new InputError({
    what: `the comparison's first run computed on ${described(first)}, but ${why}`,
    file: first.comparison,
    remedy:
      'Nothing of this run has begun: once `npx @rectified/cli backend` shows that backend, give the same command again, or start another comparison in another folder',
  });
}

const described = ({ name, kernels = 'plain' }: { readonly name: string; readonly kernels?: string }) =>
  `${name} with ${kernels} kernels`;
