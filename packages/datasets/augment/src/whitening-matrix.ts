import { InputError } from '@rectified/errors';
import { outerProducts } from './outer-products.js';

/**
 * The symmetric matrix `V (D + bias)^(-1/2) V'` of a covariance `V D V'`, both row by row: ZCA whitening. ml-matrix
 * computes the eigenvectors; it is loaded when needed.
 */
export async function whiteningMatrix(
  covariance: Float64Array,
  { size, bias }: { size: number; bias: number },
): Promise<Float32Array> {
  const { EigenvalueDecomposition, Matrix } = await import('ml-matrix');
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    Matrix.from1DArray(size, size, covariance),
    { assumeSymmetric: true },
  );
  const products = outerProducts(size);
  realEigenvalues.forEach((value, k) => {
    const variance = Math.max(value, 0) + bias;
    if (variance === 0)
      throw new InputError({
        what: 'the images have directions without variance, so they cannot be whitened',
        expected: 'a bias above 0 in the step zca',
        got: String(bias),
      });
    const vector = eigenvectorMatrix.getColumn(k);
    products.add(vector.map((element) => element * variance ** -0.25));
  });
  return Float32Array.from(products.sums());
}
