import type { Pattern, Texture } from './texture.js';

/** A class: its texture and name. */
export interface TextureClass extends Texture {
  readonly name: string;
}

const hues = ['red', 'yellow', 'green', 'blue', 'purple'];
const patterns: Pattern[] = ['stripes', 'checks', 'dots', 'waves', 'rings'];
const sizes = ['tiny', 'small', 'medium', 'large', 'huge'];

/**
 * The ten classes that replace CIFAR-10's. Every color and every pattern belongs to two of them, so both are
 * needed to identify a class; the two with the same pattern also differ in size and angle.
 */
export const tenClasses: readonly TextureClass[] = Array.from({ length: 10 }, (_, label) => {
  const hue = label % 5;
  const second = Math.floor(label / 5);
  const pattern = patterns[(hue + 2 * second) % 5]!;
  return { name: `${hues[hue]} ${pattern}`, pattern, hue: hue / 5, period: 5 + 2 * second, angle: hue / 10 };
});

/** Superclass of each fine class, as in the official files of CIFAR-100 (the label bytes of its `train.bin`). */
export const coarseOfFine: readonly number[] = [
  4, 1, 14, 8, 0, 6, 7, 7, 18, 3, 3, 14, 9, 18, 7, 11, 3, 9, 7, 11, 6, 11, 5, 10, 7, 6, 13, 15, 3, 15, 0, 11,
  1, 10, 12, 14, 16, 9, 11, 5, 5, 19, 8, 8, 15, 13, 14, 17, 18, 10, 16, 4, 17, 4, 2, 0, 17, 4, 18, 17, 10, 3,
  2, 12, 12, 16, 12, 1, 9, 19, 2, 10, 0, 1, 16, 12, 9, 13, 15, 13, 16, 19, 2, 4, 6, 19, 5, 5, 8, 19, 18, 1, 2,
  15, 6, 0, 17, 8, 14, 13,
];

/** The 20 superclasses that replace CIFAR-100's: five colors in four patterns (without rings, which have no angle). */
export const coarseNames: readonly string[] = Array.from(
  { length: 20 },
  (_, coarse) => `${hues[coarse % 5]} ${patterns[Math.floor(coarse / 5)]}`,
);

/** The 100 classes that replace CIFAR-100's: the five of a superclass differ in size and angle. */
export const hundredClasses: readonly TextureClass[] = coarseOfFine.map((coarse, fine) => {
  const size = coarseOfFine.slice(0, fine).filter((other) => other === coarse).length;
  return {
    name: `${sizes[size]} ${coarseNames[coarse]}`,
    pattern: patterns[Math.floor(coarse / 5)]!,
    hue: (coarse % 5) / 5,
    period: 3.5 * 1.3 ** size,
    angle: size / 20,
  };
});
