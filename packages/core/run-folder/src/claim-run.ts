import { checkValue, InputError, text } from '@rectified/errors';
import { claimFolder, fileError } from '@rectified/system';

/** A run that this process holds. */
export interface Claim {
  /**
   * Throws an InputError if another process has taken the run over: this one was suspended, or cut off from a shared
   * folder, for longer than a claim is valid. Call it before anything is written.
   */
  check(): void;
  /** Lets go of the run. */
  release(): Promise<void>;
}

/**
 * Makes this process the one that writes the run, until the claim is released or the process ends (`claimFolder` of
 * `@rectified/system`). Throws an InputError where another process, here, in another container or on another machine, is
 * writing it.
 */
export async function claimRun(folder: string): Promise<Claim> {
  checkValue('folder of a run', folder, text('the path of a folder'));
  const claim = await claimFolder(folder).catch((error: unknown) => {
    throw fileError(error, folder);
  });
  if (claim.rival !== undefined) {
    const { pid, host, file, valid } = claim.rival;
    throw new InputError({
      what:
        pid === 0 ? 'another process is writing this run' : `process ${pid} on ${host} is writing this run`,
      file: folder,
      remedy: `Wait for it, stop it, or choose another folder (if it has died, try again in ${valid / 60} minutes or delete ${file})`,
    });
  }
  return {
    release: claim.release,
    check() {
      if (!isLost(folder, claim.isLost)) return;
      throw new InputError({
        what: 'another process has taken over this run while this one was suspended or cut off',
        file: folder,
        remedy: 'This process writes nothing more. Follow the other one, or resume the run when it has ended',
      });
    },
  };
}

function isLost(folder: string, ask: () => boolean): boolean {
  try {
    return ask();
  } catch (cause) {
    throw new InputError({ what: 'the folder of the run is gone', file: folder, cause });
  }
}
