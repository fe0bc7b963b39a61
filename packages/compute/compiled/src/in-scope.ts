import * as tf from '@tensorflow/tfjs-core';

/** `tf.tidy` of a function that returns other things than tensors. */
export function inScope<Result>(run: () => Result): Result {
  let result: Result | undefined;
  tf.tidy(() => {
    result = run();
  });
  return result!;
}
