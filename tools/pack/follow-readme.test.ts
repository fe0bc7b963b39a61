import { expect, it } from 'vitest';
import { fences, isTest } from '../readme/examples.js';
import { imported, installed } from './follow-readme.js';

const markdown = `
\`\`\`sh
npm install @rectified/rrelu@^1.0.0 @tensorflow/tfjs-core   # and more
npm install --save-dev vitest
npx vitest run
\`\`\`

\`\`\`ts
import * as tf from '@tensorflow/tfjs-core';
import type { Noise } from '@rectified/random/tensors';
import { readFile } from 'node:fs/promises';
import { other } from './other.js';
import 'sharp';
\`\`\`

\`\`\`ts mine.test.ts
\`\`\`

\`\`\`ts no-run downloads 170 MB
\`\`\`

\`\`\`sh no-run
\`\`\`
`;

it('finds the packages in install lines', () => {
  expect(installed(markdown)).toEqual(['@rectified/rrelu', '@tensorflow/tfjs-core', 'vitest']);
});

it('finds the packages that an example imports', () => {
  expect(imported(fences(markdown)[1]!)).toEqual(['@tensorflow/tfjs-core', '@rectified/random', 'sharp']);
});

it('distinguishes blocks to run, tests, and blocks that are not run', () => {
  expect(fences(markdown).map(({ line, file, notRun }) => [line, file, notRun])).toEqual([
    [2, undefined, undefined],
    [8, undefined, undefined],
    [16, 'mine.test.ts', undefined],
    [19, undefined, 'downloads 170 MB'],
    [22, undefined, ''],
  ]);
  expect(fences(markdown).map(isTest)).toEqual([false, false, true, false, false]);
});
