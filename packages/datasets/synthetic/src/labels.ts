import { permutation, streamOf } from '@rectified/random';

/** The label of the image at an index: labels cycle through the classes in random order. */
export function labels(
  classes: number,
  { part, seed }: { readonly part: 'train' | 'test'; readonly seed: number },
): (index: number) => number {
  const stream = streamOf(`synthetic/${part}/labels`);
  let current = -1;
  let order: Uint32Array;
  return (index) => {
    const step = Math.floor(index / classes);
    if (step !== current) order = permutation(classes, { seed, stream, step });
    current = step;
    return order[index % classes]!;
  };
}
