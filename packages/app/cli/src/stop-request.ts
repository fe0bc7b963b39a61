import { constants } from 'node:os';
import type { StopSignal } from '@rectified/system';

/** Why a command was asked to stop: the reason of its `AbortSignal`. */
export class StopRequest extends Error {
  override name = 'AbortError';

  constructor(readonly signal: StopSignal) {
    super(`stopped by ${signal}`);
  }
}

/** The exit code of a stopped command, as in a shell: 130, 143 or 129. */
export function stopCode(reason: unknown): number {
  return 128 + constants.signals[reason instanceof StopRequest ? reason.signal : 'SIGINT'];
}
