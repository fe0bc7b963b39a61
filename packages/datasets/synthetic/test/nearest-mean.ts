import type { Dataset } from '@rectified/dataset';

/** Some numbers that describe an image. */
export type Features = (pixels: Uint8Array) => ArrayLike<number>;

/** Test error of the classifier that takes the class whose mean features are nearest, in standard deviations. */
export function nearestMeanError(train: Dataset, test: Dataset, features: Features): number {
  const count = train.size / train.classes.length; // generated classes are equally frequent
  const width = features(train.get(0).pixels).length;
  const means = train.classes.map(() => new Float64Array(width));
  const [sum, squares] = [new Float64Array(width), new Float64Array(width)];
  for (let i = 0; i < train.size; i++) {
    const { pixels, label } = train.get(i);
    const row = features(pixels);
    for (let f = 0; f < width; f++) {
      means[label]![f]! += row[f]! / count;
      sum[f]! += row[f]!;
      squares[f]! += row[f]! ** 2;
    }
  }
  const variance = squares.map((square, f) => square / train.size - (sum[f]! / train.size) ** 2);

  let wrong = 0;
  for (let i = 0; i < test.size; i++) {
    const { pixels, label } = test.get(i);
    const row = features(pixels);
    const distances = means.map((mean) => {
      let distance = 0;
      for (let f = 0; f < width; f++) distance += (row[f]! - mean[f]!) ** 2 / variance[f]!;
      return distance;
    });
    if (distances.indexOf(Math.min(...distances)) !== label) wrong++;
  }
  return wrong / test.size;
}

export const pixelsThemselves: Features = (pixels) => pixels;

/** Mean red, green and blue, each against their mean. */
export const meanColor = (pixels: Uint8Array): number[] => {
  const means = [0, 0, 0];
  for (let i = 0; i < pixels.length; i++) means[i % 3]! += pixels[i]! / 1024;
  const gray = (means[0]! + means[1]! + means[2]!) / 3;
  return means.map((mean) => mean - gray);
};

/** Correlation of the image with itself, shifted by 1 .. 5 pixels in four directions: shows width and direction of stripes. */
export const texture = (pixels: Uint8Array): number[] => {
  const means = [0, 0, 0];
  for (let i = 0; i < pixels.length; i++) means[i % 3]! += pixels[i]! / 1024;
  const centered = Float64Array.from(pixels, (pixel, i) => pixel - means[i % 3]!);
  const at = (x: number, y: number) => 3 * (32 * y + x);
  return [1, 2, 3, 4, 5]
    .flatMap((n) => [at(n, 0), at(0, n), at(n, n), at(-n, n)])
    .map((shift) => {
      let [product, square] = [0, 0];
      for (let y = 5; y < 27; y++)
        for (let i = at(5, y); i < at(27, y); i++) {
          product += centered[i]! * centered[i + shift]!;
          square += centered[i]! ** 2;
        }
      return product / square;
    });
};

export const colorAndTexture: Features = (pixels) => [...meanColor(pixels), ...texture(pixels)];
