import { isAlive, type ProcessIdentity, thisProcess } from '../process-identity.js';
import { answers } from './lifeline.js';

/** The process that holds a claim, as far as it could tell who it is. */
export interface Holder
  extends Pick<ProcessIdentity, 'host' | 'pid'>,
    Partial<Omit<ProcessIdentity, 'host' | 'pid'>> {
  /** The id of the claim. */
  readonly id: string;
  /** Name of the socket in the folder that answers while the process lives. */
  readonly socket?: string;
}

/** Whether a holder lives, as far as anybody here can know. */
export async function lifeOf(folder: string, holder: Holder): Promise<'lives' | 'dead' | 'unknown'> {
  const alive = isAlive(holder);
  if (alive !== undefined) return alive ? 'lives' : 'dead';
  // On another machine, or on this one before it was restarted, nobody answers.
  const askable = holder.socket !== undefined && holder.boot === thisProcess().boot;
  return askable ? answers(folder, holder.socket) : 'unknown';
}
