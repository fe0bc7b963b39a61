import type { Writable } from 'node:stream';
import { printable } from './printable.js';

const above = new WeakMap<Writable, (text: string) => void>();

/** Writes one or more lines for people; above the bars, if any are shown on this stream. */
export function speak(stream: Writable, text: string): void {
  const write = above.get(stream) ?? ((lines: string) => void stream.write(lines));
  write(`${printable(text)}\n`);
}

/** While bars are shown on a stream, `write` puts messages above them; `undefined` once they are gone. */
export function speakAbove(stream: Writable, write: ((text: string) => void) | undefined): void {
  if (write === undefined) above.delete(stream);
  else above.set(stream, write);
}
