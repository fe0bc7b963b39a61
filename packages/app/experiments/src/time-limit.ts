import { waitedForProcessor } from '@rectified/system';

/** A limit that a process has not exceeded yet. */
interface TimeLimit {
  /** Begins anew. */
  renew(): void;
  cancel(): void;
}

/**
 * Calls `exceeded` when a process has had this many seconds. The time in which it could have run but had no processor is not its own: on a machine
 * with ten times as much to do as it has processors, the same work takes ten times as long.
 */
export function timeLimit(pid: number | undefined, seconds: number, exceeded: () => void): TimeLimit {
  const passed = () => performance.now() - waitedForProcessor(pid);
  let began: number;
  let timer: NodeJS.Timeout | undefined;
  const look = () => {
    const left = began + 1000 * seconds - passed();
    if (left > 0) timer = setTimeout(look, left);
    else exceeded();
  };
  const renew = () => {
    clearTimeout(timer);
    began = passed();
    look();
  };
  renew();
  return { renew, cancel: () => clearTimeout(timer) };
}
