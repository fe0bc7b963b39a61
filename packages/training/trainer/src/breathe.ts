/**
 * Lets pending events run: tfjs-node computes on this thread, so Ctrl-C, timers and a page's events would
 * otherwise have to wait for the end of training.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else afterOtherTasks(resolve);
  });
}

/** Runs `go` after other tasks, sooner than a browser's timer, which waits for at least 4 ms. */
function afterOtherTasks(go: () => void): void {
  const { port1, port2 } = new MessageChannel();
  port1.addEventListener(
    'message',
    () => {
      port1.close();
      go();
    },
    { once: true },
  );
  port1.start();
  port2.postMessage(undefined);
}
