import type { ImageFile } from './source.js';

/** Turns image files into gray pixels. */
export interface Decoder {
  /** What decodes, with versions. */
  readonly name: string;
  /** `side * side` bytes; throws where the image cannot be used. */
  decode(image: ImageFile): Promise<Uint8Array>;
  /** To be called at the end: gives sharp back the number of threads it had. */
  release(): void;
}

/**
 * Decodes with sharp and stretches to `side` x `side` without regard to the aspect ratio, as the authors did with
 * ImageMagick (`convert -resize 80x80\!`). The same filter where an image shrinks (Lanczos, three lobes); where it
 * grows, a cubic one (Catmull-Rom) instead of Mitchell's. Color becomes gray.
 */
export async function decoder(side: number): Promise<Decoder> {
  const { default: sharp } = await import('sharp');
  // One thread an image, since several images are decoded at a time.
  if (users++ === 0) threads = sharp.concurrency();
  sharp.concurrency(1);
  return {
    name: `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
    async decode({ bytes, fault }) {
      if (fault !== undefined) throw new Error(fault);
      if (bytes.length === 0) throw new Error('empty file');
      const image = sharp(bytes, { failOn: 'warning' });
      const { width, height, space, depth, hasAlpha } = await image.metadata().catch(failed('not an image'));
      if (width < 2 || height < 2) throw new Error(`${width} x ${height} pixels`);
      if (space === 'cmyk') throw new Error('CMYK');
      if (depth !== 'uchar') throw new Error(`${depth === 'ushort' ? '16 bits' : depth} a channel`);
      if (hasAlpha) throw new Error('transparent');
      if (space !== 'b-w' && space !== 'srgb') throw new Error(`color space ${space}`);
      return await image
        .resize(side, side, { fit: 'fill', kernel: 'lanczos3', fastShrinkOnLoad: false })
        .toColourspace('b-w')
        .raw()
        .toBuffer()
        .catch(failed('damaged or cut off'));
    },
    release() {
      if (--users === 0) sharp.concurrency(threads);
    },
  };
}

/** The setting is sharp's, so one for all decoders. */
let users = 0;
let threads = 0;

function failed(what: string): (cause: Error) => never {
  return (cause) => {
    throw new Error(`${what} (${cause.message.trim().split('\n')[0]})`, { cause });
  };
}
