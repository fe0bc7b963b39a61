import { closeTo } from '@rectified/testing';
import { describe, expect, it } from 'vitest';
import { dependsOnLength, linearDecay, rateAt, type Schedule, sgd, stepDecay } from '../src/index.js';

const rates = (schedule: Schedule, epochs: number[], updates = 100, factor?: number) =>
  epochs.map((epoch) =>
    rateAt(schedule, { step: (epoch - 1) * updates, epoch, steps: 1000 * updates }, factor),
  );

/** Of every update of a training of so many, ten to an epoch. */
const course = (schedule: Schedule, steps: number) =>
  Array.from({ length: steps }, (_, step) =>
    rateAt(schedule, { step, epoch: 1 + Math.floor(step / 10), steps }),
  );

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

describe('a warm-up', () => {
  it('rises linearly to the rate, of which no update gets nothing', () => {
    closeTo(course({ start: 0.4, warmup: { steps: 4 } }, 6), [0.1, 0.2, 0.3, 0.4, 0.4, 0.4]);
    closeTo(course({ start: 0.4, warmup: { ratio: 0.5 } }, 4), [0.2, 0.4, 0.4, 0.4]);
  });

  it('goes before every other schedule', () => {
    const warmup = { steps: 5 };
    const step = stepDecay(1, { 1: 0.1 });
    const factor = { start: 1, factor: 0.5, everyUpdates: 10 };
    for (const schedule of [step, factor]) {
      const warm = course({ ...schedule, warmup }, 30);
      closeTo(warm.slice(0, 5), [0.2, 0.4, 0.6, 0.8, 1]);
      expect(warm.slice(5)).toEqual(course(schedule, 30).slice(5));
    }
  });

  it('of half of all is a share of what the training takes', () => {
    const at = (steps: number) => course({ start: 1, warmup: { ratio: 0.5 } }, steps).indexOf(1);
    expect([10, 20].map(at)).toEqual([4, 9]);
  });
});

describe('linear decay', () => {
  it('goes from the start to 0, which the update after the last would have', () => {
    closeTo(course(linearDecay(1), 4), [1, 0.75, 0.5, 0.25]);
  });

  it('behind a warm-up is that of get_linear_schedule_with_warmup (transformers 4.57, optimization.py)', () => {
    const [steps, warming] = [50, 10];
    const theirs = (step: number) =>
      step < warming ? step / warming : Math.max(0, (steps - step) / (steps - warming));
    const expected = Array.from({ length: steps }, (_, step) => theirs(step < warming ? step + 1 : step));
    closeTo(course(linearDecay(1, { warmup: { steps: warming } }), steps), expected);
  });

  it('scales with the factor of a group', () => {
    const at = { step: 5, epoch: 1, steps: 10 };
    closeTo([rateAt(linearDecay(0.1), at, 2)], [0.1]);
  });

  it('adds up, for any number of updates, to half of the rate for all of them', () => {
    for (const steps of [1, 7, 100]) {
      const sum = course(linearDecay(1), steps).reduce((all, one) => all + one, 0);
      closeTo([sum], [(steps + 1) / 2]);
    }
  });
});

it('a schedule depends on the length of training by its linear decay, or by the share of its warm-up', () => {
  const warmup = { steps: 3 };
  const independent: Schedule[] = [0.1, { start: 0.1, warmup }, stepDecay(0.1, { 1: 0.1 }, { warmup })];
  expect(independent.map(dependsOnLength)).toEqual([false, false, false]);
  const dependent: Schedule[] = [linearDecay(0.1), stepDecay(0.1, {}, { warmup: { ratio: 0.1 } })];
  expect(dependent.map(dependsOnLength)).toEqual([true, true]);
});

it.each([
  { start: 0.1, warmup: { steps: 0 } },
  { start: 0.1, warmup: { steps: 1.5 } },
  { start: 0.1, warmup: { ratio: 0 } },
  { start: 0.1, warmup: { ratio: 1 } },
  { start: 0.1, warmup: { steps: 5, ratio: 0.1 } },
  { start: 0.1, warmup: 5 },
  { start: 0.1, decay: 'cosine' },
  { start: 0.1, decay: 'linear', afterEpochs: { 1: 0.1 } },
  { decay: 'linear' },
])('refuses %j', (rate) => {
  expect(() => sgd({ rate: rate as Schedule })).toThrow(
    /^rate of optimizer: expected a rate above 0.*warmup|^rate\.warmup\.(steps|ratio) of optimizer: expected a (whole )?number/,
  );
});

it('stays the same through JSON', () => {
  for (const rate of [linearDecay(0.1, { warmup: { ratio: 0.1 } }), { start: 1, warmup: { steps: 3 } }])
    expect(sgd(JSON.parse(JSON.stringify(sgd({ rate })))).rate).toEqual(rate);
});
