import { testActivation } from '@rectified/activation/testing';
import { loadBackends } from '@rectified/backend';
import { closeTo } from '@rectified/testing';
import { describe, it } from 'vitest';
import description, { hardSwish } from '../src/index.js';

testActivation(description, {
  ...{ describe, it, backends: await loadBackends() },
  // What it gives where the README says so; 0 and both infinities are among them.
  values: [
    [0, 0],
    [Infinity, Infinity],
    [-Infinity, 0],
  ],
  // By hand: fractions; the slopes at -3 and 3 are those of PyTorch 2.15 (2.6 had -0.5 and 1.5).
  golden: [
    [-4, 0, 0],
    [-3, 0, 0],
    [-2, -1 / 3, -1 / 6],
    [-1.5, -0.375, 0],
    [-1, -1 / 3, 1 / 6],
    [-0.5, -5 / 24, 1 / 3],
    [0, 0, 0.5],
    [0.5, 7 / 24, 2 / 3],
    [1, 2 / 3, 5 / 6],
    [2, 5 / 3, 7 / 6],
    [3, 3, 1],
    [100, 100, 1],
    [Infinity, Infinity, 1],
    [-Infinity, 0, 0],
  ],
});

it('is x more at x than at -x', () => {
  const x = Array.from({ length: 81 }, (_, i) => i / 8 - 5);
  const [y, mirrored] = [x, x.map((value) => -value)].map(
    (values) => hardSwish(values).arraySync() as never as number[],
  );
  closeTo(
    x.map((_, i) => y![i]! - mirrored![i]!),
    x,
  );
});
