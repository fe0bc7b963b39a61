import { closeTo } from '@rectified/testing';
import { describe, expect, it } from 'vitest';
import { rateAt, stepDecay } from '../src/index.js';

const rates = (schedule: Parameters<typeof rateAt>[0], epochs: number[], updates = 100, factor?: number) =>
  epochs.map((epoch) => rateAt(schedule, { step: (epoch - 1) * updates, epoch }, factor));

describe('rateAt', () => {
  it('stays at a number', () => {
    expect(rates(0.1, [1, 1000])).toEqual([0.1, 0.1]);
    expect(rates(0.1, [1], 100, 2)).toEqual([0.2]);
  });

  it('falls after the named epochs: Lin’s 200, 30 and 30 epochs (mavenlin/cuda-convnet)', () => {
    const schedule = stepDecay(0.1, { 200: 0.1, 230: 0.1 });
    closeTo(rates(schedule, [1, 200, 201, 230, 231, 260]), [0.1, 0.1, 0.01, 0.01, 0.001, 0.001]);
    closeTo(rates(schedule, [231], 100, 2), [0.002]);
  });

  it('falls every N updates like cxxnet: AuroraXie’s model 1, 316 updates an epoch (Kaggle-NDSB, models/model1)', () => {
    const schedule = { start: 0.01, factor: 0.1, everyUpdates: 110_600 };
    closeTo(rates(schedule, [1, 350, 351, 400], 316), [0.01, 0.01, 0.001, 0.001]);
  });

  it('keeps to the minimum, each group to its own like cxxnet’s bias:lr', () => {
    const schedule = { start: 0.01, factor: 0.1, everyUpdates: 100 };
    closeTo(rates(schedule, [4, 5, 9]), [1e-5, 1e-5, 1e-5], { absolute: 0 });
    closeTo(rates(schedule, [4, 5], 100, 2), [2e-5, 1e-5], { absolute: 0 });
    expect(rates({ ...schedule, minimum: 0.004 }, [2])).toEqual([0.004]);
  });
});
