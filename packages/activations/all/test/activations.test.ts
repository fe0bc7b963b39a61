import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Activation } from '@rectified/activation';
import { loadBackends } from '@rectified/backend';
import * as tf from '@tensorflow/tfjs-core';
import { expect, it } from 'vitest';
import { activations, LeakyReLU, leakyRelu, PReLU, prelu, ReLU, RReLU, relu, rrelu } from '../src/index.js';

await loadBackends();
const all: readonly Activation[] = Object.values(activations);

it('holds every activation by its own name, those of the paper first (npm run register)', () => {
  const folders = readdirSync(resolve(import.meta.dirname, '../..')).filter((name) => name !== 'all');
  expect(Object.keys(activations).sort()).toEqual(folders.sort());
  for (const [key, { name }] of Object.entries(activations)) expect(name).toBe(key);
  expect(all.slice(0, 4).map(({ layer }) => layer)).toEqual([ReLU, LeakyReLU, PReLU, RReLU]);
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
  const titles = all.flatMap((each) => [
    each.title,
    ...Object.values(each.variants ?? {}).map(({ title }) => title),
  ]);
  expect(new Set(titles).size).toBe(titles.length);
  const classes = all.map(({ layer }) => (layer as unknown as { className: string }).className);
  expect(new Set(classes).size).toBe(classes.length);
});
