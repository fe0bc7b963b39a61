import { join } from './branch.js';
import type { Layer } from './layer.js';
import { convolutions, type UnfinishedStep } from './step.js';

/**
 * Makes convolutions of the same input one step if that is faster. All but the first are then computed earlier, so this applies only to
 * layers whose result does not depend on the order of calls.
 */
export function joinBranches(
  steps: readonly UnfinishedStep[],
  isCalledOnce: (layer: Layer) => boolean,
): UnfinishedStep[] {
  const free = steps.filter(({ branches, layers }) => branches && layers.every(isCalledOnce));
  const joined = new Set<UnfinishedStep>();
  return steps.flatMap((step) => {
    if (joined.has(step)) return [];
    if (!free.includes(step)) return [step];
    const siblings = free.filter(
      ({ inputs, branches }) => inputs[0] === step.inputs[0] && join(step.branches![0]!, branches![0]!),
    );
    if (siblings.length < 2) return [step];
    for (const sibling of siblings) joined.add(sibling);
    return [
      {
        ...step,
        layers: siblings.flatMap(({ layers }) => layers),
        symbols: siblings.flatMap(({ symbols }) => symbols),
        outputs: siblings.flatMap(({ outputs }) => outputs),
        ...convolutions(siblings.flatMap(({ branches }) => branches!)),
      },
    ];
  });
}
