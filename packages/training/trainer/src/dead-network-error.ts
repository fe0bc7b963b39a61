/** The network's answer no longer depends on the image, so it cannot learn. */
export class DeadNetworkError extends Error {
  override name = 'DeadNetworkError';
  readonly status = 'dead';
  /** Updates taken. */
  readonly step: number;
  readonly loss: number;

  constructor({
    step,
    steps,
    loss,
    classes,
  }: { step: number; steps: number; loss: number; classes: number }) {
    super(
      `The network is dead: for the last ${steps} steps (to step ${step}) it gave every image the same logits, and the loss is ` +
        `${loss.toFixed(4)}, where guessing gives ln ${classes} = ${Math.log(classes).toFixed(4)}. Most likely a layer of rectifiers has only ` +
        'inputs below 0 (in NIN with ReLU the one after the last 1x1 convolution): it gives 0 everywhere and passes no gradient, ' +
        'so nothing before it can change. A recipe that works for NIN: Gaussian initial weights of deviation 0.05 and a tenth ' +
        'of the rate for the last 1x1 convolution; or try a lower rate, or a rectifier that leaks.',
    );
    this.step = step;
    this.loss = loss;
  }
}
