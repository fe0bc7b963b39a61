import type { BackendChoice, BackendName, Kernels } from '@rectified/backend';
import { InputError, isInputError } from '@rectified/errors';
import type { PrecisionOfRun } from './precision-of-run.js';
import { useBackend } from './use-backend.js';

/** What the first run of a comparison computed on. */
export interface FirstBackend {
  /** The comparison's folder. */
  readonly comparison: string;
  readonly name: string;
  readonly kernels?: string;
}

/** What a new run is to compute on; `auto` leaves the choice. */
export type AskedBackend = PrecisionOfRun['backend'] & { readonly backend: 'auto' | BackendName };

/**
 * Loads the backend of a run. In a comparison, `auto` is what it was for the first run, whatever is there by now: runs that round differently
 * could not be compared. Throws an `InputError` if that can no longer be used.
 */
export async function backendOfRun(asked: AskedBackend, first?: FirstBackend): Promise<BackendChoice> {
  const wanted = likeFirst(asked, first);
  if (first === undefined || wanted === undefined) return useBackend(asked);
  // By its name, tfjs-node-gpu may also compute on a processor; `auto`, which tries it first, insists on a GPU.
  const name = asked.backend === 'auto' && wanted.backend === 'tfjs-node-gpu' ? 'auto' : wanted.backend;
  const choice = await useBackend({ ...wanted, backend: name }).catch((error: unknown) => {
    throw isInputError(error) ? unlike(first, error.details.what) : error;
  });
  checkLikeFirst(choice, asked, first);
  return choice;
}

/** Throws an `InputError` if a run would compute on another backend than the first one of its comparison, and nobody has asked for that. */
export function checkLikeFirst(
  { name, kernels, rejected }: Pick<BackendChoice, 'name' | 'kernels' | 'rejected'>,
  asked: AskedBackend,
  first?: FirstBackend,
): void {
  const wanted = likeFirst(asked, first);
  if (first === undefined || wanted === undefined) return;
  if (name === wanted.backend && (kernels === wanted.kernels || wanted.kernels === 'auto')) return;
  const reason = rejected.find((other) => other.name === wanted.backend)?.reason;
  throw unlike(first, `this one would on ${described({ name, kernels })}${reason ? `: ${reason}` : ''}`);
}

/** What a run is to compute on to be like the first; `undefined` if another backend is asked for by name. */
function likeFirst(asked: AskedBackend, first?: FirstBackend): AskedBackend | undefined {
  if (first === undefined || (asked.backend !== 'auto' && asked.backend !== first.name)) return undefined;
  const { name, kernels = 'plain' } = first;
  return {
    ...asked,
    backend: name as BackendName,
    kernels: asked.kernels === 'auto' ? (kernels as Kernels) : asked.kernels,
  };
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
