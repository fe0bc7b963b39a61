import { createHash, type Hash } from 'node:crypto';
import { closeSync, createReadStream, fstatSync, openSync, readSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import type { Fault } from './fault.js';

/** The index at the end of a cache file, which describes the pixels before it. */
export interface CacheIndex {
  /** The state of the source that the pixels were made from. */
  readonly state: string;
  /** Height and width of every image. */
  readonly side: number;
  /** What decoded the images, with versions. */
  readonly decoder: string;
  /** The images, sorted: `amphipods/10494.jpg`, or `1.jpg` if they have no classes. */
  readonly files: readonly string[];
  /** For each of them, where its pixels are: from byte `slot * side * side` on. */
  readonly slots: readonly number[];
  /** For each of them, the CRC-32 of its file. */
  readonly checksums: readonly number[];
  /** For each of them, the first digits of the SHA-256 of its pixels, in hexadecimal. */
  readonly digests: readonly string[];
  readonly faults: readonly Fault[];
}

/** The gray pixels of many images in a file, read when they are requested. */
export interface Pixels extends CacheIndex {
  /** Copies the image at `index` of `files` to `target`. */
  read(index: number, target: Uint8Array): void;
}

/*
 * The file: the pixels of all images; the index as JSON; the SHA-256 of everything before it (32 bytes); the length of
 * the JSON (8 bytes, little-endian); eight letters, the last of which is the version of the format or of the
 * decoding.
 */
const LETTERS = 'NDSBpix2';
const HASH = 32;
const TAIL = HASH + 16;

/** Completes a cache file whose pixels take `length` bytes and have gone through `hash`. */
export async function writeIndex(
  file: FileHandle,
  index: CacheIndex,
  { hash, length }: { hash: Hash; length: number },
): Promise<void> {
  const json = Buffer.from(JSON.stringify(index));
  const tail = Buffer.alloc(TAIL);
  hash.update(json).digest().copy(tail);
  tail.writeBigUInt64LE(BigInt(json.length), HASH);
  tail.write(LETTERS, HASH + 8);
  await writeAt(file, Buffer.concat([json, tail]), length);
}

/** Writes all of `bytes`: on a nearly full disk, a single call may write fewer. */
export async function writeAt(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; )
    done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten;
}

/**
 * Opens a cache file whose content is as it was written; `undefined` if there is none, or one of another version.
 * Throws if it is damaged: all of it is read and hashed (194 MB for the images of the competition, 0.2 s).
 */
export async function openCacheFile(file: string): Promise<Pixels | undefined> {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw cause;
  }
  try {
    const index = await readIndex(descriptor);
    if (index !== undefined) return pixelsIn(descriptor, index);
  } catch (cause) {
    closeSync(descriptor);
    throw cause;
  }
  closeSync(descriptor);
  return undefined;
}

function pixelsIn(descriptor: number, index: CacheIndex): Pixels {
  const bytes = index.side ** 2;
  const read: Pixels['read'] = (at, target) => readAt(descriptor, target, bytes, index.slots[at]! * bytes);
  const pixels = { ...index, read };
  // The file stays open, so that another process may replace it with a newer one in the meantime.
  unused.register(pixels, descriptor);
  return pixels;
}

const unused = new FinalizationRegistry<number>(closeSync);

async function readIndex(descriptor: number): Promise<CacheIndex | undefined> {
  const { size } = fstatSync(descriptor);
  if (size < TAIL) throw new Error(`${size} bytes`);
  const tail = Buffer.alloc(TAIL);
  readAt(descriptor, tail, TAIL, size - TAIL);
  const letters = tail.toString('latin1', HASH + 8);
  if (letters !== LETTERS && letters.startsWith(LETTERS.slice(0, -1))) return undefined;
  const hash = await hashOf(descriptor, size - TAIL);
  if (letters !== LETTERS || !hash.digest().equals(tail.subarray(0, HASH)))
    throw new Error('its content has changed since it was written');
  const length = Number(tail.readBigUInt64LE(HASH));
  const json = Buffer.alloc(Math.min(length, size - TAIL));
  readAt(descriptor, json, json.length, size - TAIL - json.length);
  return JSON.parse(json.toString());
}

/** The hash of the first `length` bytes of an open file. */
async function hashOf(descriptor: number, length: number): Promise<Hash> {
  const hash = createHash('sha256');
  if (length > 0)
    for await (const chunk of createReadStream('', {
      fd: descriptor,
      autoClose: false,
      start: 0,
      end: length - 1,
      highWaterMark: 2 ** 20,
    }))
      hash.update(chunk as Buffer);
  return hash;
}

function readAt(descriptor: number, target: Uint8Array, length: number, position: number): void {
  for (let done = 0; done < length; ) {
    const read = readSync(descriptor, target, done, length - done, position + done);
    if (read === 0) throw new Error('the cache was cut off while it was in use');
    done += read;
  }
}
