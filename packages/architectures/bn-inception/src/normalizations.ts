/** Settings of a batch normalization. */
export interface Normalization {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Share of the old moving average that a step keeps. */
  readonly momentum: number;
  /** Initial moving variance. */
  readonly movingVariance: 0 | 1;
}

/**
 * `today`: PyTorch's defaults (PyTorch's momentum of 0.1 is the share taken from the batch; here it is the share kept). `mxnet-2015`:
 * MXNet at 3faa4834cd, the commit of the notebook whose log says 75.68 % (src/operator/batch_norm-inl.h:31, 33, 98-99):
 * moving = 0.1 moving + 0.9 batch, so the network is tested with little more than the statistics of the last
 * training batch, which makes its test errors noisy. MXNet corrected this to 0.9 in November 2015.
 *
 * All of them use the biased variance of the batch, both for normalizing and for the moving average (where PyTorch uses
 * the unbiased one).
 */
export const normalizations = {
  today: { epsilon: 1e-5, momentum: 0.9, movingVariance: 1 },
  'mxnet-2015': { epsilon: 1e-10, momentum: 0.1, movingVariance: 0 },
} as const satisfies Record<string, Normalization>;
