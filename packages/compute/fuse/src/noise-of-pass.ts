import { isElementwise } from '@rectified/activation';
import { layersWithin, SeededDropout } from '@rectified/layers';
import { isStochastic, type NoiseKey, streamOf } from '@rectified/random';
import { isOrdinary } from './behaves-like.js';
import { type Layer, membersOf } from './layer.js';

/** The noise of all layers in one pass: the same as after `seedNoise(layers, { seed, step })`, but without setting anything. */
export interface NoiseOfPass {
  readonly seed: number;
  readonly step: number;
  /** How often each layer has drawn; a layer that is called several times draws different numbers each time. */
  readonly draws: Map<Layer, number>;
  /** The layers whose own noise was set. */
  readonly seeded: Set<Layer>;
}

export function noiseOfPass({ seed, step }: { seed: number; step: number }): NoiseOfPass {
  return { seed, step, draws: new Map(), seeded: new Set() };
}

/** The noise key of a layer's next call in a pass; undefined if it draws from its own noise. */
export function nextNoise(layer: Layer, noise: NoiseOfPass | undefined): NoiseKey | undefined {
  if (noise === undefined || !isStochastic(layer)) return undefined;
  const { seed, step, draws } = noise;
  const before = draws.get(layer) ?? 0;
  draws.set(layer, before + 1);
  return { seed, stream: streamOf(layer.name), step: step + before };
}

const { call: dropout } = SeededDropout.prototype;

/** Whether a layer draws from the key passed with the call; others draw from their own and increment it. */
export function takesNoise(layer: Layer): boolean {
  const members = membersOf(layer);
  if (!isOrdinary({ read: <Value>(name: string) => members[name] as Value })) return false;
  return members.call === dropout || isElementwise(layer);
}

/** Sets the noise of a layer, and of layers within it, once per pass. For layers that do not accept it with the call. */
export function seedWithin(layer: Layer, noise: NoiseOfPass): void {
  for (const part of layersWithin(layer)) seedWithin(part, noise);
  if (!isStochastic(layer) || noise.seeded.has(layer)) return;
  noise.seeded.add(layer);
  layer.noise = nextNoise(layer, noise)!;
}
