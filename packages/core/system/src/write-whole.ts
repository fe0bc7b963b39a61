import { writeFileSync } from 'node:fs';
import { Socket } from 'node:net';
import type { Writable } from 'node:stream';

/**
 * Makes a standard stream write every chunk whole, or emit an error. To Node, pipes and terminals are sockets, which do so already; anything
 * else, such as a file or a device, it writes once and takes for written, even if a disk that fills up had room for only a part.
 */
export function writeWhole(stream: Writable & { readonly fd?: number }): void {
  const { fd } = stream;
  if (fd === undefined || stream instanceof Socket) return; // In a worker, whose streams are messages, there is no descriptor.
  stream._write = (chunk, _encoding, done) => {
    try {
      writeFileSync(fd, chunk); // Unlike `writeSync`, it goes on after a short write.
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  };
}
