import { sizeOf } from './size-of.js';

/** Reports the number of bytes in a folder four times a second, until the returned function is called. */
export function watchSize(folder: string, report: (bytes: number) => void): () => void {
  let watching = true;
  const timer = setInterval(async () => {
    const bytes = await sizeOf(folder);
    if (watching) report(bytes);
  }, 250);
  return () => {
    watching = false;
    clearInterval(timer);
  };
}
