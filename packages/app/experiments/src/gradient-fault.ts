import type { InputErrorDetails } from '@rectified/errors';

/**
 * What is wrong with a gradient of somebody's own that tfjs refuses, since it has another shape or type than its input;
 * undefined for any other error. tfjs looks at it after the code that computed it has returned, which is why no stack leads to
 * that.
 */
export function gradientFault(error: unknown): InputErrorDetails | undefined {
  const message = error instanceof Error ? error.message : '';
  const [, shape, of] =
    /^Error in gradient for op .* has shape '(.*)', which does not match the shape of the input '(.*)'$/s.exec(
      message,
    ) ?? [];
  if (shape !== undefined)
    return {
      what: `has as gradient something else for an input of shape [${of}]`,
      expected: 'the same shape',
      got: `[${shape}]`,
    };
  const [, dtype] =
    /^Error in gradient for op .* must have 'float32' dtype, but has '(.*)'$/s.exec(message) ?? [];
  if (dtype !== undefined) return { what: 'has as gradient something else', expected: 'float32', got: dtype };
  if (!message.includes('obj.gradFunc')) return undefined;
  return { what: 'has as gradient something else', expected: 'a tensor for each input of tf.customGrad' };
}
