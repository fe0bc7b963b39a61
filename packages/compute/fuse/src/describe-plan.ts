import { hasFusedOperations } from '@rectified/kernels';
import * as tfl from '@tensorflow/tfjs-layers';
import { activationOf } from './activation-of.js';
import { isOrdinary } from './behaves-like.js';
import { refusedConvolution } from './fuse-convolution.js';
import { isDense } from './fuse-dense.js';
import type { Kernel } from './fusion.js';
import { type Graph, graphOf } from './graph-of.js';
import { keptPlanOf } from './kept-plan.js';
import type { Layer, Symbolic } from './layer.js';
import { Observations, type Observed } from './observed.js';
import type { Step } from './step.js';

/** One operation of a model, or a layer that is called unfused. */
export interface PlanStep {
  /** The names of the layers, in the order in which they are computed. */
  readonly layers: readonly string[];
  /** The operation of `@rectified/kernels` that computes all of them, if it is registered for the backend. */
  readonly kernel?: Kernel;
  /** Why a layer is called unfused. */
  readonly reason?: string;
  /** The steps of a nested model. */
  readonly steps?: readonly PlanStep[];
}

/** How a model is computed. Masks, and inputs that are empty or not float32, are only known during a pass. */
export interface ModelPlan {
  /** Whether there are fused operations for tfjs's backend; without them, `model.apply` computes the model. */
  readonly active: boolean;
  readonly steps: readonly PlanStep[];
}

/** The current plan of a model. */
export function describePlan(model: tfl.LayersModel): ModelPlan {
  const graph = graphOf(model as unknown as Layer);
  const steps = graph
    ? stepsOf(graph)
    : [
        {
          layers: model.layers.map(({ name }) => name),
          reason: 'a model with its own `call` or `apply`',
        },
      ];
  return { active: hasFusedOperations(), steps };
}

function stepsOf(graph: Graph): PlanStep[] {
  return keptPlanOf(graph).steps.map(describeStep);
}

function describeStep({ layers, kernel, symbols }: Step): PlanStep {
  const names = layers.map(({ name }) => name);
  if (kernel !== undefined) return { layers: names, kernel };
  const [layer] = layers as [Layer];
  const within = graphOf(layer);
  if (within) return { layers: names, steps: stepsOf(within) };
  return { layers: names, reason: reasonFor(new Observations().of(layer), symbols[0]!) };
}

const { layers: L } = tfl;
/** Classes whose layers are computed by kernels. */
const classes = [
  L.conv2d({ name: 'convolution', filters: 1, kernelSize: 1 }),
  L.depthwiseConv2d({ name: 'depthwise', kernelSize: 1 }),
  L.dense({ name: 'dense', units: 1 }),
  L.batchNormalization({ name: 'normalization' }),
  L.maxPooling2d({ name: 'largest' }),
  L.averagePooling2d({ name: 'mean' }),
].map((layer) => layer.constructor);

function reasonFor(layer: Observed<Layer>, made: Symbolic): string {
  const { object } = layer;
  if (Object.hasOwn(object, 'call')) return 'its `call` was replaced';
  if (layer.read('_callHook') != null) return 'it has a call hook (`setCallHook`)';
  if (layer.read('activityRegularizer') != null) return 'an activity regularizer';
  if (!isOrdinary(layer)) return 'its own `apply`';
  const known = classes.find((one) => object instanceof one);
  if (known && object.call !== known.prototype.call) return 'a class with its own `call`';
  const refused = refusedConvolution(layer);
  if (refused !== undefined) return refused;
  if (isDense(layer))
    return made.shape.length === 2 ? 'its own activation is not ReLU' : 'an input that is not flat';
  if (activationOf(layer, made.shape.at(-1) ?? 0)) return 'it follows no layer that it can be fused with';
  return `no kernel for ${object.getClassName()}`;
}
