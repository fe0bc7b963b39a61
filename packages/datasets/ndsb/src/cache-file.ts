import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Fault } from './fault.js';

/** What the end of a cache file says of the pixels before it. */
export interface CacheIndex {
  /** The state of the source that the pixels were made from. */
  readonly state: string;
  /** Height and width of every image. */
  readonly side: number;
  /** What decoded the images, with versions. */
  readonly decoder: string;
  /** The images, sorted: `amphipods/10494.jpg`, or `1.jpg` where they have no classes. */
  readonly files: readonly string[];
  /** For each of them, where its pixels lie: bytes `slot * side * side` and on. */
  readonly slots: readonly number[];
  readonly faults: readonly Fault[];
}

/** The gray pixels of many images, in a file: read when they are asked for. */
export interface Pixels extends CacheIndex {
  /** Copies the image at `index` of `files` to `target`. */
  read(index: number, target: Uint8Array): void;
}

/*
 * The file: the pixels of all images; the index as JSON; its length (8 bytes, little-endian); eight letters, of which
 * the last is the version of the format.
 */
const LETTERS = 'NDSBpix1';
const TAIL = 16;

/** Ends a cache file whose pixels take `length` bytes. */
export async function writeIndex(file: FileHandle, index: CacheIndex, length: number): Promise<void> {
  const json = Buffer.from(JSON.stringify(index));
  const tail = Buffer.alloc(TAIL);
  tail.writeBigUInt64LE(BigInt(json.length));
  tail.write(LETTERS, 8);
  await writeAt(file, Buffer.concat([json, tail]), length);
}

/** Writes all of `bytes`: on a disk that is nearly full, one call may write fewer. */
export async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/** Opens a cache file; `undefined` where there is none that is whole. */
export function openCacheFile(file: string): Pixels | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    return pixelsIn(descriptor, readIndex(descriptor));
  } catch {
    if (descriptor !== undefined) closeSync(descriptor);
    return undefined;
  }
}

function pixelsIn(descriptor: number, index: CacheIndex): Pixels {
  const bytes = index.side ** 2;
  const read: Pixels['read'] = (at, target) => readAt(descriptor, target, bytes, index.slots[at]! * bytes);
  const pixels = { ...index, read };
  // The file stays open, so that another process may put a newer one in its place meanwhile.
  unused.register(pixels, descriptor);
  return pixels;
}

const unused = new FinalizationRegistry<number>(closeSync);

function readIndex(descriptor: number): CacheIndex {
  const { size } = fstatSync(descriptor);
  const tail = Buffer.alloc(TAIL);
  readAt(descriptor, tail, TAIL, size - TAIL);
  const length = Number(tail.readBigUInt64LE());
  if (tail.toString('latin1', 8) !== LETTERS || length > size) throw new Error('not a cache file');
  const json = Buffer.alloc(length);
  readAt(descriptor, json, length, size - TAIL - length);
  const index: CacheIndex = JSON.parse(json.toString());
  if (index.files.length * index.side ** 2 + length + TAIL !== size) throw new Error('pixels are missing');
  return index;
}

function readAt(descriptor: number, target: Uint8Array, length: number, position: number): void {
  for (let done = 0; done < length; ) {
    const read = readSync(descriptor, target, done, length - done, position + done);
    if (read === 0) throw new Error('the cache was cut off while it was in use');
    done += read;
  }
}
