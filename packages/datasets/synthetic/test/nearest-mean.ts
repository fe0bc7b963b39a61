import type { Dataset } from '@rectified/dataset';

/** Some numbers that describe an image. */
export type Features = (pixels: Uint8Array) => number[];

/** Test error of the classifier that takes the class whose mean features are nearest, in standard deviations. */
export function nearestMeanError(train: Dataset, test: Dataset, features: Features): number {
  const rows = Array.from({ length: train.size }, (_, i) => train.get(i));
  const seen = rows.map(({ pixels }) => features(pixels));
  const width = seen[0]!.length;
  const mean = (of: number[][]) =>
    Array.from({ length: width }, (_, f) => of.reduce((sum, row) => sum + row[f]!, 0) / of.length);
  const middle = mean(seen);
  const variance = mean(seen.map((row) => row.map((value, f) => (value - middle[f]!) ** 2)));
  const classMeans = train.classes.map((_, label) => mean(seen.filter((_, i) => rows[i]!.label === label)));
  let wrong = 0;
  for (let i = 0; i < test.size; i++) {
    const { pixels, label } = test.get(i);
    const row = features(pixels);
    const distances = classMeans.map((center) =>
      row.reduce((sum, value, f) => sum + (value - center[f]!) ** 2 / (variance[f]! || 1), 0),
    );
    if (distances.indexOf(Math.min(...distances)) !== label) wrong++;
  }
  return wrong / test.size;
}

export const pixelsThemselves: Features = (pixels) => [...pixels];

/** Red against green and yellow against blue, on average. */
export const meanColor: Features = (pixels) => {
  const [red, green, blue] = [0, 1, 2].map((c) => pixels.reduce((sum, p, i) => (i % 3 === c ? sum + p : sum), 0) / 1024);
  const gray = (red! + green! + blue!) / 3;
  return [red! - gray, green! - gray, blue! - gray];
};

/** The correlation of the green-magenta, red-cyan and blue-yellow maps with themselves, shifted: whether there are stripes of some width and direction. */
export const texture: Features = (pixels) => {
  const shifts = [1, 2, 3, 4, 5].flatMap((n) => [[n, 0], [0, n], [n, n], [n, -n]] as const);
  return shifts.map(([dx, dy]) => {
    let [product, square] = [0, 0];
    for (let c = 0; c < 3; c++) {
      const map = Float64Array.from({ length: 1024 }, (_, i) => pixels[3 * i + c]!);
      const mean = map.reduce((a, b) => a + b) / 1024;
      for (let y = 5; y < 27; y++)
        for (let x = 5; x < 27; x++) {
          const here = map[32 * y + x]! - mean;
          product += here * (map[32 * (y + dy) + x + dx]! - mean);
          square += here * here;
        }
    }
    return product / square;
  });
};

export const colorAndTexture: Features = (pixels) => [...meanColor(pixels), ...texture(pixels)];
