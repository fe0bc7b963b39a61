import { isAlive, type ProcessIdentity, thisProcess } from '../process-identity.js';
import { answers } from './lifeline.js';

/** The process that holds a claim, with as much of its identity as it could find out. */
export interface Holder
  extends Pick<ProcessIdentity, 'host' | 'pid'>,
    Partial<Omit<ProcessIdentity, 'host' | 'pid'>> {
  /** The id of the claim. */
  readonly id: string;
  /** Name of the socket in the folder that accepts connections while the process lives. */
  readonly socket?: string;
}

/** Returns whether a holder is alive, as far as this process can know. */
export async function lifeOf(folder: string, holder: Holder): Promise<'lives' | 'dead' | 'unknown'> {
  const alive = isAlive(holder);
  if (alive !== undefined) return alive ? 'lives' : 'dead';
  // A process on another machine, or on this one before a restart, cannot answer.
  const askable = holder.socket !== undefined && holder.boot === thisProcess().boot;
  return askable ? answers(folder, holder.socket) : 'unknown';
}
