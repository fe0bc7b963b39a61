/** Training left the finite numbers: the loss or a weight is NaN or infinite. */
export class DivergedError extends Error {
  override name = 'DivergedError';
  readonly status = 'diverged';
  /** Updates so far, including the one that revealed it. */
  readonly step: number;
  readonly rate: number;

  constructor({ what, step, epoch, rate }: { what: string; step: number; epoch: number; rate: number }) {
    super(
      `Training diverged: ${what} at step ${step} (epoch ${epoch}, learning rate ${rate}). ` +
        'Try a tenth of the rate, smaller initial weights, or clipped gradients (clip: { norm: 5 }).',
    );
    this.step = step;
    this.rate = rate;
  }
}
