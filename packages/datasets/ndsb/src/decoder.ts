import { isArchive } from './archive-source.js';
import { resizeGray } from './resize-gray.js';
import type { ImageFile } from './source.js';

/** Turns image files into gray pixels. */
export interface Decoder {
  /** The name and versions of the decoder. */
  readonly name: string;
  /** `side * side` bytes; throws if the image cannot be used. */
  decode(image: ImageFile): Promise<Uint8Array>;
  /** Call it at the end: restores sharp's number of threads. */
  release(): void;
}

/** More pixels than any plankton image has: otherwise some files of a few kilobytes would fill the memory. */
const most = 2 ** 24;

/** The other formats that sharp reads are not pixel images, or need another program. */
const formats: readonly unknown[] = ['jpeg', 'png', 'webp', 'gif', 'tiff'];

/**
 * Decodes with sharp and stretches to `side` x `side`, ignoring the aspect ratio, as the authors did with
 * ImageMagick (`convert -resize 80x80\!`): {@link resizeGray}. Color is converted to gray.
 */
export async function decoder(side: number): Promise<Decoder> {
  const { default: sharp } = await import('sharp');
  // One thread per image, because several images are decoded at a time.
  if (users++ === 0) threads = sharp.concurrency();
  sharp.concurrency(1);
  return {
    name: `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
    async decode({ bytes, fault }) {
      if (fault !== undefined) throw new Error(fault);
      if (bytes.length === 0) throw new Error('empty file');
      if (isArchive(bytes)) throw new Error('an archive: unpack it');
      const image = sharp(bytes, { failOn: 'warning' });
      const { format, width, height, space, depth, hasAlpha, pages } = await image
        .metadata()
        .catch(failed('not an image'));
      if (!formats.includes(format)) throw new Error(`an image of the format ${format}`);
      if (width < 2 || height < 2) throw new Error(`${width} x ${height} pixels`);
      if (width * height > most) throw new Error(`${width} x ${height} pixels, too many`);
      if (pages !== undefined && pages > 1) throw new Error(`${pages} images in one file`);
      if (space === 'cmyk') throw new Error('CMYK');
      if (depth !== 'uchar') throw new Error(`${depth === 'ushort' ? '16 bits' : depth} per channel`);
      if (hasAlpha) throw new Error('transparent');
      if (space !== 'b-w' && space !== 'srgb') throw new Error(`color space ${space}`);
      const { data, info } = await image
        .toColourspace('b-w')
        .raw()
        .toBuffer({ resolveWithObject: true })
        .catch(failed('damaged or truncated'));
      return resizeGray({ pixels: data, width: info.width, height: info.height }, side);
    },
    release() {
      if (--users === 0) sharp.concurrency(threads);
    },
  };
}

/** The setting is global to sharp, so all decoders share it. */
let users = 0;
let threads = 0;

function failed(what: string): (cause: Error) => never {
  return (cause) => {
    throw new Error(`${what} (${cause.message.trim().split('\n')[0]})`, { cause });
  };
}
