import { normal } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { fans } from './fans.js';
import { type Initializer, type SeedArgs, SeededInitializer } from './seeded-initializer.js';

/**
 * Orthonormal initial weights: in a kernel as a matrix with inputs * window rows and a column per output, the columns have
 * length 1 and are orthogonal to each other, or the rows, if there are fewer of them.
 *
 * Saxe, McClelland, Ganguli: Exact solutions to the nonlinear dynamics of learning in deep linear neural networks (arXiv
 * 1312.6120). Followed by {@link lsuv}, they are the start of "All you need is a good init" (arXiv 1511.06422).
 *
 * @example
 * orthogonal({ seed: 1, stream: streamOf('conv1/kernel') });
 */
export function orthogonal(args: SeedArgs = {}): Initializer {
  return new Orthogonal(args);
}

class Orthogonal extends SeededInitializer {
  static readonly className = 'RectifiedOrthogonal';

  protected draw(shape: readonly number[], size: number): Float32Array {
    const { fanIn, outputs } = fans(shape);
    const numbers = normal(size, this.key);
    const [count, length] = [Math.min(fanIn, outputs), Math.max(fanIn, outputs)];
    const vectors = orthonormal(
      Array.from({ length: count }, (_, at) =>
        Float64Array.from(numbers.subarray(at * length, (at + 1) * length)),
      ),
    );
    return Float32Array.from({ length: size }, (_, at) => {
      const [row, column] = [Math.floor(at / outputs), at % outputs];
      return fanIn >= outputs ? vectors[column]![row]! : vectors[row]![column]!;
    });
  }
}
tf.serialization.registerClass(Orthogonal);

/** Modified Gram-Schmidt, in place. Normally distributed vectors are far enough from dependent for it. */
function orthonormal(vectors: Float64Array[]): Float64Array[] {
  vectors.forEach((vector, at) => {
    for (const before of vectors.slice(0, at)) add(vector, before, -dot(before, vector));
    const length = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i]! /= length;
  });
  return vectors;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function add(to: Float64Array, vector: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i]! += factor * vector[i]!;
}
