import {
  anything,
  checkOptions,
  checkValue,
  either,
  having,
  InputError,
  listOf,
  optional,
  wholeNumber,
} from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';

export interface MaxoutOptions {
  /** k: the number of channels over which each output takes the maximum; at least 2. Default 2. */
  pieces?: number;
}

/** The check for `pieces`. */
export const piecesCheck = optional(wholeNumber({ from: 2 }));

/** TensorFlow Addons and tf.contrib. */
export const foreignOptions = {
  num_units: 'pieces is the number of channels by num_units',
  axis: 'Channels are the last axis',
  k: (k: unknown) => `pieces: ${k}`,
  number: (pieces: unknown) => `pieces: ${pieces}`,
};

/**
 * Maxout: the maximum of k channels.
 *
 *     y_j = max(x_j, x_(j + n), x_(j + 2n), ...),  n = channels / k          dy_j goes to the channel that is the maximum
 *
 * Goodfellow, Warde-Farley, Mirza, Courville, Bengio: Maxout Networks (arXiv 1302.4389), section 3. [..., channels] becomes
 * [..., channels / k]: output j is that of the channels j, j + n, ..., as in TensorFlow Addons. float32, other types are cast. The
 * same in training and inference. Among equal maxima, the first gets the gradient; a NaN among them gives NaN.
 *
 * @example
 * maxout([[1, -2, 0, 5]]); // [[1, 5]], of 1 and 0, and of -2 and 5
 */
export function maxout<T extends tf.Tensor>(x: T | tf.TensorLike, options: MaxoutOptions = {}): T {
  checkValue('x of maxout', x, either(having('a tensor', 'shape'), listOf(anything, 'a list of numbers')));
  const { pieces = 2 } = checkOptions<MaxoutOptions>(
    'maxout',
    options,
    { pieces: piecesCheck },
    foreignOptions,
  );
  return tf.tidy(() => {
    const input = tf.cast(x, 'float32');
    checkChannels(input.shape, pieces);
    return largest(input, pieces) as T;
  });
}

/** Throws unless the channels of this shape can be divided among the pieces. */
export function checkChannels(shape: readonly (number | null)[], pieces: number): void {
  const channels = shape.at(-1) ?? 0;
  if (channels > 0 && channels % pieces === 0) return;
  throw new InputError({
    what: 'channels of maxout',
    expected: `a multiple of its ${pieces} pieces`,
    got: `an input of shape [${shape.map((size) => size ?? 'any').join(',')}]`,
  });
}

function largest(input: tf.Tensor, pieces: number): tf.Tensor {
  return tf.customGrad((x, save) => {
    (save as unknown as tf.GradSaveFunc)([x as tf.Tensor]);
    return {
      value: compete(x as tf.Tensor, pieces).value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const repeats = dy.shape.map((_, axis) => (axis === dy.rank - 1 ? pieces : 1));
        return tf.mul(winners(saved[0]!, pieces), tf.tile(dy, repeats));
      },
    };
  })(input);
}

/** Compares piece after piece with the maximum so far: returns the maximum, and where each piece after the first exceeded it in turn. */
function compete(x: tf.Tensor, pieces: number): { value: tf.Tensor; wins: tf.Tensor[] } {
  const [first, ...others] = tf.split(x, pieces, -1);
  let value = first!;
  const wins = others.map((piece) => {
    // Comparisons with NaN are always false, so a NaN must be found separately.
    const won = tf.logicalOr(tf.greater(piece, value), tf.notEqual(piece, piece));
    value = tf.where(won, piece, value);
    return won;
  });
  return { value, wins };
}

/** 1 for every channel that is the maximum of its pieces, 0 for the others; constant, so that gradients have gradients. */
function winners(input: tf.Tensor, pieces: number): tf.Tensor {
  return tf.customGrad((x) => {
    const { wins, value } = compete(x as tf.Tensor, pieces);
    const none = tf.zerosLike(value);
    let open = tf.onesLike(value);
    const last = wins.reverse().map((won) => {
      const winner = tf.where(won, open, none);
      open = tf.where(won, none, open);
      return winner;
    });
    return {
      value: tf.concat([open, ...last.reverse()], -1),
      gradFunc: (dy: tf.Tensor) => tf.zerosLike(dy),
    };
  })(input);
}
