import type { Writable } from 'node:stream';
import { asCalled } from './as-called.js';
import { printable } from './printable.js';
import { speak } from './speak.js';

/** What a command is given besides its own options. */
export interface OutputOptions {
  json?: boolean;
  quiet?: boolean;
}

/** Where a program writes. */
export interface Streams {
  stdout: Writable;
  stderr: Writable & { isTTY?: boolean; columns?: number; rows?: number };
}

/** A command's output: results go to stdout, everything else to stderr. */
export interface Terminal extends Streams {
  readonly quiet: boolean;
  /** Writes the result, as text for people or, with `--json`, as one JSON document. */
  result(text: string, document: unknown): void;
  /** Writes a remark; nothing with `--quiet`. */
  note(text: string): void;
}

export function terminal(
  { stdout, stderr, name }: Streams & { name: string },
  { json = false, quiet = false }: OutputOptions,
): Terminal {
  return {
    stdout,
    stderr,
    quiet,
    result: (text, document) =>
      void stdout.write(`${printable(json ? JSON.stringify(document, null, 2) : asCalled(text, name))}\n`),
    note: (text) => void (quiet || speak(stderr, asCalled(text, name))),
  };
}
