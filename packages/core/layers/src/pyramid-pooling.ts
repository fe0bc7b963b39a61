import { checkLayerOptions, optional } from '@rectified/errors';
import type * as tf from '@tensorflow/tfjs-core';
import * as tfl from '@tensorflow/tfjs-layers';
import { levels } from './checks.js';

type Layer = tfl.layers.Layer;
export type LayerArgs = NonNullable<ConstructorParameters<typeof tfl.layers.Layer>[0]>;

/** What says the levels: the sides of the grids or of the windows. */
type Levels = 'grids' | 'windows';

/** What the two layers of pyramid pooling have in common: maps in, one vector of several levels out. */
export abstract class PyramidPooling2D extends tfl.layers.Layer {
  protected readonly levels: readonly number[];

  /** `name`: of the layer's class, `other`: of the one that has the other kind of levels, which is refused. */
  constructor(
    args: LayerArgs & Partial<Record<Levels, readonly number[]>>,
    private readonly kind: Levels,
    { name, other }: { readonly name: string; readonly other: string },
  ) {
    const refused = kind === 'grids' ? 'windows' : 'grids';
    super(
      checkLayerOptions(name, args, { [kind]: optional(levels) }, { [refused]: `${other} has ${refused}` }),
    );
    this.levels = [...(args[kind] ?? [1, 2, 4])];
    this.inputSpec = [new tfl.InputSpec({ ndim: 4 })];
  }

  protected abstract pool(x: tf.Tensor4D): tf.Tensor2D;

  /** The number of bins over all levels; null if it depends on a size that is unknown. */
  protected abstract bins(height: number | null, width: number | null): number | null;

  override computeOutputShape(inputShape: tfl.Shape | tfl.Shape[]): tfl.Shape {
    const [batch, height, width, channels] = inputShape as tfl.Shape;
    const bins = this.bins(height!, width!);
    return [batch!, bins === null ? null : bins * channels!];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: Parameters<Layer['call']>[1]): tf.Tensor {
    this.invokeCallHook(inputs, kwargs);
    return this.pool((Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D);
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), [this.kind]: [...this.levels] };
  }
}
