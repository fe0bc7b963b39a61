import { checkOptions, finiteNumber, renamed } from '@rectified/errors';

/** How a batch's numbers become the network's input: `(x - shift) * scale`. */
export interface InputScaling {
  readonly shift: number;
  readonly scale: number;
}

/**
 * `(x - 121) / 64`: 121 is about the mean and 64 about the deviation of CIFAR-10's bytes. The paper gives no values; with
 * these, Lin's recipe trained on CIFAR-10 with every rectifier.
 */
export const defaultInput: InputScaling = { shift: 121, scale: 1 / 64 };

/** Throws an InputError unless `input` is valid. With a scale of 0, all images would be the same. */
export function checkInput(input: InputScaling = defaultInput): void {
  const checks = { shift: finiteNumber(), scale: finiteNumber({ above: 0 }) };
  checkOptions('input', input, checks, { mean: renamed('shift'), offset: renamed('shift') });
}

/** The input value for every byte. */
export function scaledTable({ shift, scale }: InputScaling): Float32Array {
  return Float32Array.from({ length: 256 }, (_, byte) => (byte - shift) * scale);
}

/** Whether float32 arithmetic gives the same numbers as {@link scaledTable}, whose numbers are rounded once. */
export function isExactInFloat32(input: InputScaling): boolean {
  const { fround } = Math;
  const [shift, scale] = [fround(input.shift), fround(input.scale)];
  return scaledTable(input).every((value, byte) => value === fround(fround(byte - shift) * scale));
}

/** The input of a batch as float32. A byte has 256 values, so each is computed once. */
export function scaledPixels(
  { pixels }: { readonly pixels: Uint8Array | Float32Array },
  { shift, scale }: InputScaling,
): Float32Array {
  if (pixels instanceof Float32Array)
    return shift === 0 && scale === 1 ? pixels : pixels.map((x) => (x - shift) * scale);
  const table = scaledTable({ shift, scale });
  const scaled = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) scaled[i] = table[pixels[i]!]!;
  return scaled;
}
