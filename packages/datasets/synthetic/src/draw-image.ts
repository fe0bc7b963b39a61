import { normal, streamOf } from '@rectified/random';
import type { Pattern, Texture } from './texture.js';

export const SIDE = 32;
const PLANE = SIDE * SIDE;

/** Random numbers that one image takes. */
export const NUMBERS = 20;

// A circle in 1024 steps; phases are 32-bit integers whose upper 10 bits say the step, so that they wrap by themselves.
const STEPS = 1024;
const TURN = 2 ** 32;
const wave = Float32Array.from({ length: STEPS }, (_, step) => Math.cos((2 * Math.PI * step) / STEPS));
const waveAt = (phase: number) => wave[phase >>> 22]!;

// Pixel noise is a stretch of this table, begun anywhere: drawing three thousand normal numbers an image would take
// ten times as long as the rest.
const grains = normal(1 << 16, { seed: 0, stream: streamOf('synthetic/grain'), step: 0 });

/** The brightness in -1 .. 1 at the phases across and along the stripes and at the distance from the middle. */
const brightness: Record<Pattern, (u: number, v: number, r: number) => number> = {
  stripes: (u) => waveAt(u),
  checks: (u, v) => waveAt(u) * waveAt(v),
  dots: (u, v) => ((waveAt(u) + waveAt(v) + 2) ** 2 - 8) / 8,
  rings: (_u, _v, r) => waveAt(r),
  waves: (u, v) => waveAt(u + waveAt(v) * (TURN / 4)),
};

/**
 * Draws one image into three planes of bytes: a figure in the color and texture of its class on a ground of a random
 * color, in a soft round window at a random place, with random phases, contrast and grain. `random` holds
 * {@link NUMBERS} uniform numbers; `noise` in 0 .. 1 says how far they may lead away from the class.
 */
export function drawImage(planes: Uint8ClampedArray, texture: Texture, noise: number, random: Float32Array): void {
  let used = 0;
  const next = () => random[used++]!;
  const around = (middle: number, reach: number) => middle + reach * (2 * next() - 1);

  const angle = 2 * Math.PI * around(texture.angle, noise * 0.12);
  const period = texture.period * 2 ** around(0, noise * 0.4);
  const hue = around(texture.hue, noise * 0.2);
  const contrast = around(1 - noise / 2, noise / 2);
  const [groundHue, groundColor] = [next(), next() * 0.6];
  const [middleX, middleY] = [around(15.5, 8), around(15.5, 8)];
  const radius = around(14, 4);
  const [phaseU, phaseV, phaseR] = [next() * TURN, next() * TURN, next() * TURN];
  const [light, groundLight] = [around(0, 40), around(0, 40)];
  const grain = [next(), next(), next()].map((at) => Math.floor(at * grains.length));
  const roughness = 100 * noise;

  const figure = color(hue, 90, 128 + light);
  const ground = color(groundHue, 90 * groundColor, 128 + groundLight);
  const stepX = (TURN / period) * Math.cos(angle);
  const stepY = (TURN / period) * Math.sin(angle);
  const windowX = profile(middleX, radius);
  const windowY = profile(middleY, radius);
  const shade = brightness[texture.pattern];

  for (let y = 0, at = 0; y < SIDE; y++)
    for (let x = 0; x < SIDE; x++, at++) {
      const u = phaseU + x * stepX + y * stepY;
      const v = phaseV - x * stepY + y * stepX;
      const r = phaseR + (TURN / period) * Math.hypot(x - middleX, y - middleY);
      const amount = contrast * windowX[x]! * windowY[y]! * (0.5 + 0.5 * shade(u, v, r));
      for (let plane = 0; plane < 3; plane++) {
        const g = grains[(grain[plane]! + at) & (grains.length - 1)]!;
        planes[plane * PLANE + at] = ground[plane]! + amount * (figure[plane]! - ground[plane]!) + roughness * g;
      }
    }
}

/** Red, green and blue of a hue in turns, around a gray. */
function color(hue: number, saturation: number, gray: number): [number, number, number] {
  const part = (turn: number) => gray + saturation * Math.cos(2 * Math.PI * (hue - turn));
  return [part(0), part(1 / 3), part(2 / 3)];
}

/** A bell around `middle`, as far as a row is long. */
function profile(middle: number, radius: number): Float32Array {
  return Float32Array.from({ length: SIDE }, (_, x) => Math.exp(-(((x - middle) / radius) ** 2)));
}
