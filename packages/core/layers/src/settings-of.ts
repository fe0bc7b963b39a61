import type * as tf from '@tensorflow/tfjs-core';

/** The main numbers of a layer's configuration: window, stride, channels, rate, levels. */
export function settingsOf(config: tf.serialization.ConfigDict): string {
  const { kernelSize, poolSize, strides, filters, units, rate, windows, grids } = config;
  const window = kernelSize ?? poolSize;
  const stride = window === undefined ? '1x1' : side(strides);
  const sides = [
    ...(window === undefined ? [] : [side(window)]),
    ...(stride === '1x1' ? [] : [`/ ${/^(\d+)x\1$/.exec(stride)?.[1] ?? stride}`]),
  ];
  const levels = windows ?? grids;
  const facts = [
    sides.join(' '),
    filters,
    units,
    rate,
    Array.isArray(levels) ? levels.join(', ') : undefined,
  ];
  return facts.filter((fact) => fact !== undefined && fact !== '').join(', ');
}

function side(value: unknown): string {
  return (Array.isArray(value) ? value : [value, value]).join('x');
}
