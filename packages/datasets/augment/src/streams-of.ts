import { streamOf } from '@rectified/random';
import type { FullStep } from './step.js';

/** Of each step's random numbers: by name, and by number where a name comes again. What a step draws does not depend on the steps beside it. */
export function streamsOf(steps: readonly FullStep[]): number[] {
  const seen = new Map<string, number>();
  return steps.map(({ step }) => {
    const count = (seen.get(step) ?? 0) + 1;
    seen.set(step, count);
    return streamOf(count === 1 ? `augment/${step}` : `augment/${step}/${count}`);
  });
}
