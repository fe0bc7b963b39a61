import { normal, streamOf } from '@rectified/random';
import type { Interior, Species } from './species.js';

/** How many random numbers an image takes. */
export const NUMBERS = 13;

/** A gray image. */
export interface GrayImage {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8ClampedArray;
}

// The grain of an image is a section of this table with a random start, as for CIFAR's format.
const GRAINS = 2 ** 16;
const grain = normal(GRAINS, { seed: 0, stream: streamOf('synthetic/grain'), step: 0 });

/** How dark a body is, 0 .. 1, at `u` along it (-1 .. 1) and at a share `q` of the way from the middle to the outline. */
const darkness: Record<Interior, (u: number, q: number) => number> = {
  solid: () => 1,
  hollow: (_u, q) => Math.exp(-(((q - 0.85) / 0.12) ** 2)),
  banded: (u) => 0.5 + 0.5 * Math.cos(2 * Math.PI * 3 * u),
  ringed: (_u, q) => 0.5 + 0.5 * Math.cos(2 * Math.PI * 2.5 * q),
};

/**
 * Draws a dark figure on a light background, as a camera sees plankton: an ellipse with bulges and hairs, rotated at random
 * and cropped closely, so that the images have many sizes. `random` contains {@link NUMBERS} uniform
 * numbers; `noise` from 0 to 1 says how far they may deviate from the class.
 */
export function drawPlankton(species: Species, noise: number, random: Float32Array): GrayImage {
  let used = 0;
  const any = () => random[used++]!;
  const around = (middle: number, reach: number) => middle + reach * (2 * any() - 1);

  const { lobes, hairs, reach } = species;
  const elongation = species.elongation * 2 ** around(0, 0.5 * noise);
  const bulge = lobes === 0 ? 0 : around(0.25, 0.1 * noise);
  const shade = darkness[species.interior];
  const area = 100 * 2 ** around(2, 1.5); // of the ellipse, over pi, in pixels
  const [a, b] = [Math.sqrt(area * elongation), Math.sqrt(area / elongation)];
  const turn = 2 * Math.PI * any();
  const [phaseLobes, phaseHairs] = [2 * Math.PI * any(), 2 * Math.PI * any()];
  const ground = around(245, 8);
  const contrast = around(190, 20 + 50 * noise);
  const roughness = 25 * noise;

  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  const far = 1.1 + Math.max(bulge, reach);
  const extent = (x: number, y: number) => Math.ceil(2 * (far * Math.hypot(x, y) + 3 + 3 * any()));
  const width = extent(a * cos, b * sin);
  const height = extent(a * sin, b * cos);
  const middleX = width / 2 + around(0, 2);
  const middleY = height / 2 + around(0, 2);
  const start = Math.floor(any() * GRAINS);

  const pixels = new Uint8ClampedArray(width * height);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++, at++) {
      const u = ((x - middleX) * cos + (y - middleY) * sin) / a;
      const v = ((y - middleY) * cos - (x - middleX) * sin) / b;
      const r = Math.sqrt(u * u + v * v);
      let dark = 0;
      if (r < far) {
        const angle = Math.atan2(v, u);
        const q = r / (1 + bulge * Math.cos(lobes * angle + phaseLobes));
        if (q < 1.1) dark = shade(u, q) * Math.min(1, (1.1 - q) * 8);
        if (hairs > 0 && r > 0.9 && r < 1 + reach) {
          const across = Math.abs(Math.sin((hairs * angle + phaseHairs) / 2)) * r;
          dark = Math.max(dark, 0.8 - 3.2 * across);
        }
      }
      pixels[at] = ground - contrast * dark + roughness * grain[(start + at) % GRAINS]!;
    }
  return { width, height, pixels };
}
