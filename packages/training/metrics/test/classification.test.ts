import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  argmax,
  type ClassificationState,
  chanceFrom,
  classification,
  confusionMatrix,
  errorRate,
  logLoss,
  rectifiedCrossEntropy,
  softmaxCrossEntropy,
  topKError,
} from '../src/index.js';
import golden from './golden.json' with { type: 'json' };

const { NaN: nan, POSITIVE_INFINITY: infinity } = Number;

/** Rows of scores, with equal ones, NaN and infinities among them, and their labels. */
const anyRows = fc
  .record({ classes: fc.integer({ min: 1, max: 6 }), rows: fc.integer({ min: 1, max: 12 }) })
  .chain(({ classes, rows }) =>
    fc.record({
      classes: fc.constant(classes),
      scores: fc.array(
        fc.oneof(
          { arbitrary: fc.integer({ min: -3, max: 3 }), weight: 5 },
          { arbitrary: fc.double({ min: -700, max: 700 }), weight: 5 },
          { arbitrary: fc.constantFrom(nan, infinity, -infinity), weight: 1 },
        ),
        { minLength: rows * classes, maxLength: rows * classes },
      ),
      labels: fc.array(fc.nat(classes - 1), { minLength: rows, maxLength: rows }),
    }),
  );

const softmax = (row: number[]) => {
  const most = Math.max(...row);
  const powers = row.map((z) => Math.exp(z - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
};

describe(`against ${golden.by}`, () => {
  it.each(golden.classification)('$classes classes', (expected) => {
    const { logits, labels, classes } = expected;
    const probabilities = labels.flatMap((_, row) =>
      softmax(logits.slice(row * classes, (row + 1) * classes)),
    );
    expect(errorRate(logits, labels)).toBeCloseTo(expected.error, 12);
    for (const [k, error] of Object.entries(expected.topKError))
      expect(topKError(logits, labels, Number(k))).toBeCloseTo(error, 12);
    expect(softmaxCrossEntropy(logits, labels)).toBeCloseTo(expected.crossEntropy, 12);
    expect(logLoss(probabilities, labels)).toBeCloseTo(expected.logLoss, 12);
    expect(confusionMatrix(logits, labels)).toEqual(expected.confusion);
  });
});

describe('argmax', () => {
  it('takes the first of equal maxima', () => {
    expect(argmax([1, 5, 5, 2, 5])).toBe(1);
    expect(argmax([0, 0, 0])).toBe(0);
    expect(argmax([-infinity, -infinity])).toBe(0);
    expect(argmax([1, infinity, infinity])).toBe(1);
  });

  it('has no answer where there is a NaN, wherever it stands, or nothing at all', () => {
    expect([argmax([nan, 1]), argmax([1, nan]), argmax([2, nan, 3]), argmax([])]).toEqual([-1, -1, -1, -1]);
  });

  it('looks at a part of the scores and counts from its start', () => {
    expect(argmax([9, 1, 2, 9], 1, 3)).toBe(1);
  });
});

describe('error', () => {
  it('is the share of rows whose argmax is not the label', () => {
    fc.assert(
      fc.property(anyRows, ({ scores, labels, classes }) => {
        const wrong = labels.filter(
          (label, row) => argmax(scores, row * classes, (row + 1) * classes) !== label,
        );
        expect(errorRate(scores, labels)).toBe(wrong.length / labels.length);
      }),
    );
  });

  it('falls as k grows, down to the rows with a NaN', () => {
    fc.assert(
      fc.property(anyRows, ({ scores, labels, classes }) => {
        const errors = Array.from({ length: classes }, (_, i) => topKError(scores, labels, i + 1));
        expect(errors[0]).toBe(errorRate(scores, labels));
        for (let k = 1; k < classes; k++) expect(errors[k]!).toBeLessThanOrEqual(errors[k - 1]!);
        const lost = labels.filter((_, row) =>
          scores.slice(row * classes, (row + 1) * classes).some(Number.isNaN),
        );
        expect(errors.at(-1)).toBe(lost.length / labels.length);
      }),
    );
  });

  it('counts a NaN row as wrong, on class 0 too', () => {
    expect(errorRate([nan, nan, 1, 0], [0, 0])).toBe(0.5);
  });
});

describe('confusionMatrix', () => {
  it('has what errorRate counts off its diagonal', () => {
    fc.assert(
      fc.property(anyRows, ({ scores, labels }) => {
        const right = confusionMatrix(scores, labels).reduce((sum, row, label) => sum + row[label]!, 0);
        expect(errorRate(scores, labels)).toBe((labels.length - right) / labels.length);
      }),
    );
  });

  it('leaves out rows without an answer', () => {
    expect(confusionMatrix([nan, 0, 0, 1], [1, 1])).toEqual([
      [0, 0],
      [0, 1],
    ]);
  });
});

describe('softmaxCrossEntropy', () => {
  it('is ln(classes) for equal logits, whatever they are', () => {
    for (const z of [0, 1000, -1000])
      expect(softmaxCrossEntropy(new Array(121).fill(z), [7])).toBeCloseTo(Math.log(121), 14);
  });

  it('neither overflows nor rounds a small loss to 0', () => {
    expect(softmaxCrossEntropy([1000, 0], [1])).toBe(1000);
    expect(softmaxCrossEntropy([0, -1000], [1])).toBe(1000);
    expect(softmaxCrossEntropy([50, 0], [0])).toBeCloseTo(Math.exp(-50), 30);
    expect(softmaxCrossEntropy([1e308, -1e308], [0])).toBe(0);
  });

  it('does not change when a constant is added to a row', () => {
    const row = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(row, fc.integer({ min: -64, max: 64 }), (logits, shift) => {
        const moved = logits.map((z) => z + shift);
        expect(softmaxCrossEntropy(moved, [1])).toBe(softmaxCrossEntropy(logits, [1]));
      }),
    );
  });

  it('has the values its documentation names', () => {
    expect(softmaxCrossEntropy([nan, 0], [1])).toBe(nan);
    expect(softmaxCrossEntropy([0, nan], [0])).toBe(nan);
    expect(softmaxCrossEntropy([-infinity, 0], [0])).toBe(infinity);
    expect(softmaxCrossEntropy([-infinity, 0], [1])).toBe(0);
    expect(softmaxCrossEntropy([infinity, 0], [0])).toBe(nan);
    expect(softmaxCrossEntropy([infinity, 0], [1])).toBe(infinity);
  });
});

describe('rectifiedCrossEntropy', () => {
  it('is -ln of the share of what is above 0', () => {
    // By hand: 3 of 4, 1 of 3, with 1e-7 more to divide by.
    const expected = -(Math.log(3 / (4 + 1e-7)) + Math.log(1 / (3 + 1e-7))) / 2;
    expect(rectifiedCrossEntropy([3, 1, -2, 2, 1, 0], [0, 1])).toBeCloseTo(expected, 14);
  });

  it('is clipped where the label has nothing, or everything', () => {
    const worst = -Math.log(1e-7);
    for (const row of [
      [-1, -2, 0],
      [0, 5, 5],
      [-3, 5, 5],
    ])
      expect(rectifiedCrossEntropy(row, [0])).toBe(worst);
    expect(rectifiedCrossEntropy([1e9, 0, -1], [0])).toBe(-Math.log(1 - 1e-7));
    expect(rectifiedCrossEntropy([nan, 1], [1])).toBeNaN();
  });

  it('is what classification sums by its name', () => {
    const [outputs, labels] = [
      [3, 1, -2, 2, 1, 0, -1, -1, -1],
      [0, 1, 2],
    ];
    const measure = classification({ classes: 3, loss: 'rectified-cross-entropy' });
    measure.add(outputs, labels);
    expect(measure.value().loss).toBeCloseTo(rectifiedCrossEntropy(outputs, labels), 14);
    // A row without anything above 0 is answered by its first class of equal ones.
    expect(measure.value().error).toBeCloseTo(2 / 3, 14);
  });
});

describe('chanceFrom', () => {
  it('is three standard errors of the guessing error below it', () => {
    expect(chanceFrom({ measure: 'error', value: 0.9 }, 10_000)).toBeCloseTo(0.9 - 3 * 0.003, 12);
    expect(chanceFrom({ measure: 'error', value: 0.5 }, 100)).toBeCloseTo(0.5 - 0.15, 12);
  });

  it('is 1 % below the guessing loss', () => {
    expect(chanceFrom({ measure: 'loss', value: 4 }, 7)).toBeCloseTo(3.96, 12);
  });
});

describe('logLoss', () => {
  it('is the cross-entropy of the softmax where nothing is clipped', () => {
    const rows = fc.array(fc.double({ min: -8, max: 8, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(rows, fc.nat(2), (logits, label) => {
        expect(logLoss(softmax(logits), [label])).toBeCloseTo(softmaxCrossEntropy(logits, [label]), 10);
      }),
    );
  });

  it('divides by the sum of the row as Kaggle does, and not where told so', () => {
    expect(logLoss([1, 3], [1])).toBe(-Math.log(0.75));
    expect(logLoss([0.1, 0.3], [1], { normalize: false })).toBe(-Math.log(0.3));
  });

  it('clips at both ends', () => {
    expect(logLoss([0, 1], [0])).toBe(-Math.log(1e-15));
    expect(logLoss([0, 1], [1])).toBe(-Math.log(1 - 1e-15));
    expect(logLoss([0, 1], [0], { clip: 0.01 })).toBe(-Math.log(0.01));
    expect(logLoss([0, 5], [1], { normalize: false })).toBe(-Math.log(1 - 1e-15));
  });

  it('takes a row of zeros for a probability of 0 at the label', () => {
    expect(logLoss([0, 0], [1])).toBe(-Math.log(1e-15));
    expect(logLoss([0, 0, 1, 1], [1, 0], { clip: 0.01 })).toBeCloseTo(-Math.log(0.01 * 0.5) / 2, 12);
  });

  it.each([-0.1, nan, infinity, -infinity])('refuses %s, which is no probability', (wrong) => {
    for (const normalize of [true, false])
      for (const label of [0, 1])
        expect(() => logLoss([0.5, 0.5, wrong, 1], [0, label], { normalize })).toThrow(
          /not a probability in row 1, column 0/,
        );
  });
});

describe('classification', () => {
  it('gives what the functions give for all rows at once', () => {
    fc.assert(
      fc.property(anyRows, ({ scores, labels, classes }) => {
        const measure = classification({ classes, topK: 2 });
        measure.add(scores, labels);
        expect(measure.value()).toEqual({
          images: labels.length,
          error: errorRate(scores, labels),
          loss: softmaxCrossEntropy(scores, labels),
          topKError: topKError(scores, labels, 2),
        });
      }),
    );
  });

  it('ends with the same bits however it is cut, interrupted and resumed', () => {
    fc.assert(
      fc.property(anyRows, fc.array(fc.nat(11)), ({ scores, labels, classes }, cuts) => {
        const whole = classification({ classes, topK: 3 });
        whole.add(scores, labels);
        let state: ClassificationState | undefined;
        const edges = [0, ...cuts.filter((cut) => cut < labels.length).sort((a, b) => a - b), labels.length];
        for (let i = 1; i < edges.length; i++) {
          const [from, to] = [edges[i - 1]!, edges[i]!];
          const part = classification({ classes, topK: 3, state });
          part.add(scores.slice(from * classes, to * classes), labels.slice(from, to));
          state = JSON.parse(JSON.stringify(part.state()));
        }
        expect(state).toEqual(whole.state());
        expect(classification({ classes, topK: 3, state }).value()).toEqual(whole.value());
      }),
    );
  });

  it('takes float32 logits and int32 labels as a tensor gives them', () => {
    const measure = classification({ classes: 2 });
    measure.add(new Float32Array([1, 0, 0, 1]), new Int32Array([0, 0]));
    expect(measure.value().error).toBe(0.5);
    expect(measure.state()).not.toHaveProperty('wrongTopK');
  });

  it('is NaN before the first row', () => {
    const measure = classification({ classes: 2, topK: 1 });
    measure.add([], []);
    expect(measure.value()).toEqual({ images: 0, error: nan, loss: nan, topKError: nan });
  });
});

describe('says what is wrong with', () => {
  const measure = classification({ classes: 2 });
  it.each<[string, () => unknown, RegExp]>([
    ['lengths', () => errorRate([1, 2, 3], [0, 1]), /do not fit together.*got 3 scores and 2 labels/],
    ['no rows', () => softmaxCrossEntropy([], []), /at least one label/],
    [
      'a label',
      () => errorRate([1, 2], [2]),
      /label 0 is not a class: expected a whole number from 0 to 1, got 2/,
    ],
    ['a negative label', () => confusionMatrix([1, 2], [-1]), /got -1/],
    ['half a label', () => logLoss([1, 2], [0.5]), /got 0.5/],
    ['k', () => topKError([1, 2], [0], 0), /k of a top-k error: expected a whole number from 1, got 0/],
    ['an option', () => logLoss([1, 2], [0], { eps: 0 } as never), /eps: 0 is clip: 0/],
    [
      'clip',
      () => logLoss([1, 2], [0], { clip: 0.5 }),
      /clip of logLoss: expected a number above 0 and below 0.5, got 0.5/,
    ],
    [
      'classes',
      () => classification({ classes: 0 }),
      /classes of classification: expected a whole number from 1, got 0/,
    ],
    [
      'top-k',
      () => classification({ classes: 2, topK: 1.5 }),
      /topK of classification: expected a whole number from 1, got 1.5/,
    ],
    ['the width of logits', () => measure.add([1, 2, 3], [0]), /expected 1 rows of 2, got 3 numbers/],
    [
      'a state',
      () => classification({ classes: 2, state: { images: 1, wrong: 2, loss: '0' } }),
      /cannot be resumed/,
    ],
    [
      'a state without the top-k count',
      () => classification({ classes: 2, topK: 2, state: { images: 1, wrong: 1, loss: '0' } }),
      /with a top-k count/,
    ],
  ])('%s', (_, call, message) => expect(call).toThrow(message));
});
