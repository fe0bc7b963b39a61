/** The network's answer no longer depends on the image, so it cannot learn. */
export class DeadNetworkError extends Error {
  override name = 'DeadNetworkError';
  readonly status = 'dead';
  /** Updates so far. */
  readonly step: number;
  readonly loss: number;

  constructor({
    evidence,
    step,
    loss,
    classes,
  }: { evidence: string; step: number; loss: number; classes: number }) {
    super(
      `The network is dead: ${evidence}, and the loss is ${loss.toFixed(4)}; guessing gives ln ${classes} = ` +
        `${Math.log(classes).toFixed(4)}. Most likely a rectifier layer has only inputs below 0 (in NIN with ReLU, the one after ` +
        'the last 1x1 convolution): it outputs 0 everywhere and passes no gradient, so nothing before it can change. ' +
        `What helps: ${whatHelps} A recipe that works for NIN: Gaussian initial weights of deviation 0.05 and a tenth of the rate for the last 1x1 convolution.`,
    );
    this.step = step;
    this.loss = loss;
  }
}

/** Advice for a network that does not start to learn. */
export const whatHelps =
  'other initial weights (initialization he-gain or lsuv), a lower learning rate, a warm-up, or a leaky rectifier (leaky-relu, prelu, rrelu) in place of ReLU.';
