import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openNdsbTest } from '../src/index.js';
import { resizeGray } from '../src/resize-gray.js';
import { temporaryFolder } from './fixtures.js';

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly side: number;
  readonly jpeg: string;
  readonly pixels: string;
}

/** Made by `tools/golden/resize.py`. */
const { images } = JSON.parse(
  readFileSync(join(import.meta.dirname, 'golden-imagemagick-6.json'), 'utf8'),
) as { images: Golden[] };

describe('an image is stretched as ImageMagick 6 does it, to the bit', () => {
  it.each(images.map((image) => [`${image.width} x ${image.height} to ${image.side}`, image] as const))(
    '%s',
    async (_, { side, jpeg, pixels }) => {
      const data = await temporaryFolder();
      await writeFile(join(data, '1.jpg'), Buffer.from(jpeg, 'base64'));
      const opened = await openNdsbTest(data, { cache: await temporaryFolder(), side, channels: 1 });
      const expected = inflateSync(Buffer.from(pixels, 'base64'));
      expect(Buffer.from(opened.get(0).pixels).equals(expected)).toBe(true);
    },
  );
});

describe('resizeGray', () => {
  const size = fc.integer({ min: 2, max: 120 });

  it('is the same mirrored and turned: nothing moves off the center', () => {
    fc.assert(
      fc.property(size, size, fc.integer({ min: 1, max: 96 }), fc.nat(), (width, height, side, seed) => {
        // From 40 to 199, so that no overshoot is cut off and the order of directions matters to rounding alone.
        const level = (x: number, y: number) => 40 + ((x * 31 + y * 17 + x * y * (seed % 13)) % 160);
        const make = (at: (x: number, y: number) => number) =>
          Uint8Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width)));
        const image = resizeGray({ pixels: make(level), width, height }, side);
        const mirrored = resizeGray(
          { pixels: make((x, y) => level(width - 1 - x, height - 1 - y)), width, height },
          side,
        );
        const differences = mirrored.toReversed().map((value, i) => Math.abs(value - image[i]!));
        expect(Math.max(...differences)).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps an even gray', () => {
    fc.assert(
      fc.property(size, size, fc.integer({ min: 0, max: 255 }), (width, height, level) => {
        const pixels = new Uint8Array(width * height).fill(level);
        expect(new Set(resizeGray({ pixels, width, height }, 80))).toEqual(new Set([level]));
      }),
      { numRuns: 50 },
    );
  });
});
