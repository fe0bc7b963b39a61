import { normal, streamOf } from '@rectified/random';
import type { Pattern, Texture } from './texture.js';

const SIDE = 32;
const PLANE = SIDE * SIDE;

/** How many random numbers an image takes. */
export const NUMBERS = 17;

// Phases are 32-bit integers where a full turn is 2^32: they wrap around by themselves, and the upper 10 bits index the table.
const TURN = 2 ** 32;
const table = Float32Array.from({ length: 1024 }, (_, step) => Math.cos((2 * Math.PI * step) / 1024));
const wave = (phase: number): number => table[phase >>> 22]!;

/** Brightness in -1 .. 1 at a place with phase `u` across the stripes, `v` along them and `r` from the middle. */
const brightness: Record<Pattern, (u: number, v: number, r: number) => number> = {
  stripes: (u) => wave(u),
  checks: (u, v) => wave(u) * wave(v),
  dots: (u, v) => (wave(u) + wave(v) + 2) ** 2 / 8 - 1,
  rings: (_u, _v, r) => wave(r),
  waves: (u, v) => wave(u + wave(v) * 2 ** 30),
};

// The grain of an image is a section of this table with a random start: drawing 3,072 normal numbers for every image
// would take longer than everything else.
const STARTS = 2 ** 16;
const grain = normal(STARTS + PLANE, { seed: 0, stream: streamOf('synthetic/grain'), step: 0 });

/**
 * Draws one image as three planes of bytes: a figure in the color and texture of its class, in a soft round
 * window, on a background of any color. Place, phases, contrast, brightness and grain are random. `random` contains
 * {@link NUMBERS} uniform numbers; `noise` from 0 to 1 says how far they may deviate from the class.
 */
export function drawImage(
  planes: Uint8ClampedArray,
  texture: Texture,
  noise: number,
  random: Float32Array,
): void {
  let used = 0;
  const any = () => random[used++]!;
  const around = (middle: number, reach: number) => middle + reach * (2 * any() - 1);

  const angle = 2 * Math.PI * around(texture.angle, 0.1 * noise);
  const period = texture.period * 2 ** around(0, 0.3 * noise);
  const figure = color(around(texture.hue, 0.2 * noise), 127, around(120, 25));
  const ground = color(any(), 40 * noise * any(), around(120, 25));
  const contrast = around(1 - noise / 2, noise / 2);
  const middleX = around(15.5, 8);
  const middleY = around(15.5, 8);
  const radius = around(20, 6);
  const windowX = bell(middleX, radius);
  const windowY = bell(middleY, radius);
  const [startU, startV, startR] = [any() * TURN, any() * TURN, any() * TURN];
  const stepX = Math.round((TURN / period) * Math.cos(angle));
  const stepY = Math.round((TURN / period) * Math.sin(angle));

  const stepR = TURN / period;
  const shade = brightness[texture.pattern];
  const round = texture.pattern === 'rings';
  const amounts = new Float32Array(PLANE);
  for (let y = 0, at = 0; y < SIDE; y++) {
    let u = (startU + y * stepY) | 0;
    let v = (startV + y * stepX) | 0;
    for (let x = 0; x < SIDE; x++, at++) {
      const r = round ? (startR + Math.sqrt((x - middleX) ** 2 + (y - middleY) ** 2) * stepR) | 0 : 0;
      amounts[at] = contrast * windowX[x]! * windowY[y]! * (0.5 + 0.5 * shade(u, v, r));
      u = (u + stepX) | 0;
      v = (v - stepY) | 0;
    }
  }
  const roughness = 40 * noise;
  for (let plane = 0; plane < 3; plane++) {
    const base = ground[plane]!;
    const range = figure[plane]! - base;
    const start = Math.floor(any() * STARTS);
    for (let at = 0; at < PLANE; at++) {
      const rough = roughness * grain[start + at]!;
      planes[plane * PLANE + at] = base + range * amounts[at]! + rough;
    }
  }
}

/** Red, green and blue of a hue (in turns) around a gray. */
function color(hue: number, saturation: number, gray: number): readonly number[] {
  return [0, 1 / 3, 2 / 3].map((turn) => gray + saturation * Math.cos(2 * Math.PI * (hue - turn)));
}

/** How strong the figure is along a row or a column. */
function bell(middle: number, radius: number): Float32Array {
  const heights = new Float32Array(SIDE);
  for (let x = 0; x < SIDE; x++) heights[x] = Math.exp(-(((x - middle) / radius) ** 2));
  return heights;
}
