import type { InputErrorDetails } from '@rectified/errors';

/**
 * What is wrong with a user's own gradient that tfjs refuses because its shape or type differs from its input's;
 * undefined for any other error. tfjs checks it after the code that computed it has returned, so no stack leads to
 * that code.
 */
export function gradientFault(error: unknown): InputErrorDetails | undefined {
  const message = error instanceof Error ? error.message : '';
  const [, shape, of] =
    /^Error in gradient for op .* has shape '(.*)', which does not match the shape of the input '(.*)'$/s.exec(
      message,
    ) ?? [];
  if (shape !== undefined)
    return {
      what: `its gradient is wrong for an input of shape [${of}]`,
      expected: 'the same shape',
      got: `[${shape}]`,
    };
  const [, dtype] =
    /^Error in gradient for op .* must have 'float32' dtype, but has '(.*)'$/s.exec(message) ?? [];
  if (dtype !== undefined) return { what: 'its gradient is wrong', expected: 'float32', got: dtype };
  if (!message.includes('obj.gradFunc')) return undefined;
  return { what: 'its gradient is wrong', expected: 'a tensor for each input of tf.customGrad' };
}
