import { Writable } from 'node:stream';
import { main } from '../src/index.js';

export interface Called {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a command line within this process and collects what it writes. */
export async function call(
  argv: readonly string[],
  {
    signal = new AbortController().signal,
    isTTY = false,
    name,
  }: { signal?: AbortSignal; isTTY?: boolean; name?: string } = {},
): Promise<Called> {
  const written = { stdout: '', stderr: '' };
  const collect = (name: 'stdout' | 'stderr') =>
    new Writable({
      write(chunk, _, done) {
        written[name] += chunk;
        done();
      },
    });
  const stderr = Object.assign(collect('stderr'), { isTTY });
  const code = await main(argv, { stdout: collect('stdout'), stderr, signal, name });
  return { code, ...written };
}
