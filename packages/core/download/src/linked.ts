/**
 * A controller whose signal also aborts when `signal` does, until `unlink` is called. Not `AbortSignal.any`: of Node 20's,
 * those made of one another are lost to the garbage collector.
 */
export function linked(signal: AbortSignal | undefined): AbortController & { unlink: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  return Object.assign(controller, { unlink: () => signal?.removeEventListener('abort', abort) });
}
