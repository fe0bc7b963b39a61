/**
 * A controller whose signal also aborts when `signal` does, until `unlink` is called. `AbortSignal.any` is not used because in Node 20
 * signals derived from one another can be garbage-collected.
 */
export function linked(signal: AbortSignal | undefined): AbortController & { unlink: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort);
  return Object.assign(controller, { unlink: () => signal?.removeEventListener('abort', abort) });
}
