import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { activations, LeakyReLU, leakyRelu, PReLU, prelu, ReLU, RReLU, relu, rrelu } from '../src/index.js';

await loadBackends();

it('holds every activation by its own name', () => {
  expect(Object.keys(activations)).toEqual(['relu', 'leaky-relu', 'prelu', 'rrelu']);
  for (const [key, { name }] of Object.entries(activations)) expect(name).toBe(key);
  expect(Object.values(activations).map(({ layer }) => layer)).toEqual([ReLU, LeakyReLU, PReLU, RReLU]);
});

it('cannot be added to', () => {
  expect(() => Object.assign(activations, { mine: activations.relu })).toThrow(TypeError);
});

it('offers the ops as well', () => {
  tf.tidy(() => {
    const outputs = [
      relu([-4]),
      leakyRelu([-4], { divisor: 4 }),
      prelu([-4], 0.25),
      rrelu([-11], { training: false }),
    ];
    expect(outputs.map((y) => Math.round(y.dataSync()[0]! * 1e6) / 1e6)).toEqual([0, -1, -1, -2]);
  });
});

it('has titles and class names that differ, variants included', () => {
  const all = Object.values(activations);
  const titles = all.flatMap((each) => [
    each.title,
    ...Object.values(each.variants ?? {}).map(({ title }) => title),
  ]);
  expect(titles).toHaveLength(9);
  expect(new Set(titles).size).toBe(9);
  expect(new Set(all.map(({ layer }) => layer.className)).size).toBe(4);
});
