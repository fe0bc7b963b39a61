import * as tf from '@tensorflow/tfjs-core';

/** `tf.tidy` for a function that returns things other than tensors. */
export function inScope<Result>(run: () => Result): Result {
  let result: Result | undefined;
  tf.tidy(() => {
    result = run();
  });
  return result!;
}
