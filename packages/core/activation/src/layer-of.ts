import { checkValue, finiteNumber, having, layerOptionNames } from '@rectified/errors';
import type { NoiseKey, Stochastic } from '@rectified/random';
import * as tf from '@tensorflow/tfjs-core';
import { InputSpec, initializers, type LayerVariable, layers, type Shape } from '@tensorflow/tfjs-layers';
import type { Formula } from './activation-description.js';
import { callOf } from './call-of.js';
import { camelCase } from './camel-case.js';
import { completeConfig } from './complete-config.js';
import { compute } from './compute.js';
import type { Elementwise, ElementwiseCall } from './elementwise.js';
import type { AnyFormula, CompleteConfig, ConfigOf, Options, Parameter } from './formula-description.js';
import { noiseOf, parametersIn } from './function-of.js';
import { rememberCall } from './is-elementwise.js';
import type { ParameterUpdate, SelfUpdating } from './parameter-updates.js';

/** Options of every tfjs layer (`name`, `inputShape`, ...). */
type LayerArguments = NonNullable<ConstructorParameters<typeof layers.Layer>[0]>;

/** Additional options of random layers. */
interface Seed {
  /** An integer from 0 to 2^32 - 1. Default: drawn from `Math.random`. */
  seed?: number;
}

/** Options of a formula's layer: the formula's own, those of every tfjs layer, and a seed if it is random. */
export type LayerConfig<F> =
  F extends Formula<infer O, infer _, infer N>
    ? ConfigOf<O> & LayerArguments & ([N] extends [never] ? unknown : Seed)
    : never;

/** Arguments of a call besides its input. */
interface CallArguments {
  readonly training?: boolean;
  readonly noise?: NoiseKey;
}

/** The layer of a formula. */
export interface FormulaLayer<O extends Options> extends layers.Layer, Elementwise, SelfUpdating {
  /** The layer's options, including defaults; each is also a property of the layer. */
  readonly options: CompleteConfig<O>;
  call(inputs: tf.Tensor | tf.Tensor[], kwargs?: CallArguments): tf.Tensor;
}

/** Additional members of the layer of a formula with noise. */
export interface RandomLayer extends Stochastic {
  readonly seed: number | undefined;
}

export interface LayerClass<O extends Options, P extends string, N extends string>
  extends Pick<typeof layers.Layer, 'fromConfig'> {
  new (
    config?: LayerConfig<Formula<O, P, N>>,
  ): FormulaLayer<O> & CompleteConfig<O> & ([N] extends [never] ? unknown : RandomLayer);
  readonly className: string;
}

/**
 * The layer class of a formula, for direct use or to be extended. It is registered with tfjs under the formula's `className`; if a
 * class extends it, `described` registers that class instead.
 *
 * A random layer draws when the model is called with `{ training: true }`: with the `noise` of the call, or else with its own key,
 * whose step it then increments. That key starts as `{ seed, stream: 0, step: 0 }`: give each layer of a model a different
 * seed, or set the streams (`seedNoise` of `@rectified/random` does this).
 *
 * @example
 * export class RReLU extends layerOf(formula) {}
 */
export function layerOf<O extends Options, P extends string, N extends string>({
  definition,
}: Formula<O, P, N>): LayerClass<O, P, N> {
  const formula: AnyFormula = definition;
  const { title } = formula;
  const noise = noiseOf(formula);
  const parameters = formula.parameters as Readonly<Record<string, Parameter<CompleteConfig<O>>>>;
  const others = [...(noise ? ['seed'] : []), ...layerOptionNames];

  class Elements extends layers.Layer implements Elementwise, SelfUpdating {
    static readonly className = formula.className ?? `Formula${camelCase(`-${formula.name}`)}`;
    readonly options: CompleteConfig<O>;
    declare readonly seed: number | undefined;
    declare noise: NoiseKey;
    // Does not clash with names in classes that extend this one.
    readonly #learned: Record<string, LayerVariable> = {};

    constructor(config: Readonly<Record<string, unknown>> = {}) {
      const options = Object.freeze(completeConfig(formula, config, others));
      super(config);
      this.options = options as CompleteConfig<O>;
      for (const [name, value] of Object.entries(options))
        if (!(name in this)) Object.defineProperty(this, name, { value });
      this.supportsMasking = true;
      if (noise) {
        this.seed = config.seed as number | undefined;
        this.noise = noise.first(this.seed, title);
      }
    }

    override build(inputShape: Shape | Shape[]): void {
      for (const name of parametersIn(formula, this.options as never)) {
        const { initial, per = 'channel' } = parameters[name]!;
        const value = typeof initial === 'number' ? initial : initial(this.options);
        const channels = per === 'channel' ? channelsOf(inputShape, title) : undefined;
        if (channels) this.inputSpec = [new InputSpec({ minNDim: 2, axes: { [-1]: channels } })];
        const shape = channels ? [channels] : [];
        this.#learned[name] = this.addWeight(name, shape, 'float32', initializers.constant({ value }));
      }
      this.built = true;
    }

    override call(inputs: tf.Tensor | tf.Tensor[], kwargs: CallArguments = {}): tf.Tensor {
      checkValue(`call of ${title}`, kwargs, having('an object such as { training: true }'));
      return compute([inputs].flat()[0]!, this.elementwise(kwargs));
    }

    elementwise({ training = false, noise: key }: CallArguments): ElementwiseCall {
      return callOf(formula, this.options as never, {
        training,
        values: (parameter) => this.#learned[parameter]!.read(),
        noise: () => key ?? noise!.next(this),
        caller: title,
      });
    }

    get parameterUpdates(): Record<string, ParameterUpdate> {
      return Object.fromEntries(
        parametersIn(formula, this.options as never).map((name) => {
          const { rateFactor = 1, decayFactor = 1 } = parameters[name]!;
          return [name, { rateFactor, decayFactor }];
        }),
      );
    }

    override getConfig(): tf.serialization.ConfigDict {
      const { options, seed } = this;
      return { ...super.getConfig(), ...options, ...(seed !== undefined && { seed }) };
    }
  }
  rememberCall(Elements);
  tf.serialization.registerClass(Elements);
  return Elements as never;
}

function channelsOf(inputShape: Shape | Shape[], title: string): number {
  const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as Shape;
  // Without the batch dimension.
  const channels = shape.slice(1).at(-1)!;
  return checkValue(`channels of ${title} on [${shape}]`, channels, finiteNumber({ above: 0 }));
}
