/** An image of the competition: `<number>.jpg`, and the first digits of the hash of its pixels. */
export interface KnownImage {
  readonly number: number;
  /** {@link HASH_BYTES} bytes in hexadecimal digits. */
  readonly hash: string;
}

/** Bytes of a hash that are kept: the chance of any wrong match among 60,736 images is one in 50,000. */
export const HASH_BYTES = 5;

/**
 * Lists of images per class as text: for each class the number of images, then for each image the difference between its
 * number and the previous one (both in base 128, low digits first, the last with the high bit clear) and its hash; in base 64.
 */
export function encodeImageList(classes: readonly (readonly KnownImage[])[]): string {
  const bytes: number[] = [];
  const write = (value: number) => {
    let rest = value;
    for (; rest >= 128; rest >>>= 7) bytes.push(128 | (rest & 127));
    bytes.push(rest);
  };
  for (const images of classes) {
    write(images.length);
    let before = 0;
    for (const { number, hash } of images.toSorted((a, b) => a.number - b.number)) {
      write(number - before);
      before = number;
      bytes.push(...Buffer.from(hash, 'hex').subarray(0, HASH_BYTES));
    }
  }
  return Buffer.from(bytes).toString('base64');
}

/** Decodes the output of {@link encodeImageList}, class by class. */
export function decodeImageList(text: string): KnownImage[][] {
  const bytes = Buffer.from(text, 'base64');
  let at = 0;
  const read = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++]!;
      value |= (byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const classes: KnownImage[][] = [];
  while (at < bytes.length) {
    let number = 0;
    classes.push(
      Array.from({ length: read() }, () => {
        number += read();
        at += HASH_BYTES;
        return { number, hash: bytes.toString('hex', at - HASH_BYTES, at) };
      }),
    );
  }
  return classes;
}
