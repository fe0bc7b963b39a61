import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inflateSync } from 'node:zlib';
import { affineMap, augment, byteSteps } from '@rectified/augment';
import sharp from 'sharp';

// Views of 80 x 80 -> 70 x 70 x 3 a second, on one thread, of the built package:
//
//     node bench/views.js [a python with opencv-python-headless]
//
// sharp and OpenCV warp the same image by such maps, to the whole canvas; they draw nothing and subtract nothing.
// The best of many short rounds counts, since other work on the machine only ever makes a round slower.
const n = 16;
const seconds = 5;
const { grey } = JSON.parse(readFileSync(new URL('../test/golden-opencv-4.json', import.meta.url), 'utf8'));
const plankton = inflateSync(Buffer.from(grey, 'base64'));
const shape = [n, 80, 80, 3];
const images = {
  pixels: Uint8Array.from({ length: n * 19_200 }, (_, i) => plankton[Math.floor((i % 19_200) / 3)]),
  shape,
};
const colored = { pixels: images.pixels.map((value, i) => value ^ (i % 3)), shape };
const indices = Array.from({ length: n }, (_, i) => i);
const maps = indices.map((i) =>
  affineMap(
    {
      shear: i / n - 0.5,
      angle: (i * 37) % 360,
      scale: 0.4 + (1.4 * ((i * 7) % n)) / n,
      aspect: 0.5 + i / n,
    },
    [80, 80, 3],
    [80, 136],
  ),
);

async function best(round) {
  let least = Number.POSITIVE_INFINITY;
  for (const end = performance.now() + 1000 * seconds; performance.now() < end; ) {
    const start = performance.now();
    await round();
    least = Math.min(least, performance.now() - start);
  }
  return Math.round((1000 * n) / least);
}

function own(augmentation, { pixels, shape }) {
  const statistics = { mean: { pixels: new Float32Array(14_700).fill(240), shape: [70, 70, 3] } };
  const { views } = augment(augmentation, { statistics });
  const { pixels: out } = views({ pixels, shape }, { seed: 1, epoch: 0, indices });
  let epoch = 1;
  return best(() => views({ pixels, shape }, { seed: 1, epoch: epoch++, indices }, out));
}

async function warpBySharp() {
  for (const [i, { matrix: m }] of maps.entries()) {
    const raw = images.pixels.subarray(i * 19_200, (i + 1) * 19_200);
    await sharp(raw, { raw: { width: 80, height: 80, channels: 3 } })
      .affine([m[0], m[1], m[3], m[4]], { background: 'white', interpolator: 'bilinear' })
      .raw()
      .toBuffer();
  }
}
sharp.concurrency(1);
sharp.cache(false);

const results = {
  'model1, float32, grey as 3 channels': await own('model1', images),
  'without mean image, uint8': await own(byteSteps('model1'), images),
  'the same, three different channels': await own(byteSteps('model1'), colored),
  "sharp's affine, uint8": await best(warpBySharp),
};
const [python] = process.argv.slice(2);
if (python !== undefined) {
  const input = JSON.stringify({ image: [...plankton], maps, seconds });
  const script = fileURLToPath(new URL('opencv.py', import.meta.url));
  results["OpenCV's warpAffine, uint8"] = Number(execFileSync(python, [script], { input, encoding: 'utf8' }));
}
for (const [name, rate] of Object.entries(results))
  console.log(`${name.padEnd(40)}${String(rate).padStart(8)} views/s`);
