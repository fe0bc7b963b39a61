import { expect, it } from 'vitest';
import { planTable } from '../src/index.js';

it('shows the operations of a network, those of a model within it among them', () => {
  const steps = [
    { layers: ['conv', 'relu'], kernel: 'rectifiedConv2d' },
    { layers: ['inner'], steps: [{ layers: ['depthwise'], reason: 'no kernel for DepthwiseConv2D' }] },
  ];
  expect(planTable(steps).split('\n').slice(2)).toEqual([
    '| conv, relu | rectifiedConv2d |                               |',
    '| depthwise  |                 | no kernel for DepthwiseConv2D |',
  ]);
});
