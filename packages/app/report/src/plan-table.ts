import { checkValue, having, listOf } from '@rectified/errors';
import { markdownTable } from 'markdown-table';

/** An operation of a model, as the `plan` of `@rectified/fuse` gives it. */
export interface PlannedStep {
  readonly layers: readonly string[];
  /** What computes the layers together. */
  readonly kernel?: string;
  /** Why a layer is called as it is. */
  readonly reason?: string;
  /** The steps of a nested model. */
  readonly steps?: readonly PlannedStep[];
}

/**
 * The operations by which a model is computed as a Markdown table: which layers each takes together, by which kernel, and
 * why others are called as they are.
 *
 * @example
 * console.log(planTable(fuse(model).plan.steps));
 */
export function planTable(steps: readonly PlannedStep[]): string {
  checkValue(
    'steps of a plan',
    steps,
    listOf(having('{ layers }', 'layers'), 'the steps of fuse(model).plan'),
  );
  return markdownTable([['layers', 'kernel', 'as it is, since'], ...steps.flatMap(rowsOf)]);
}

function rowsOf({ layers, kernel = '', reason = '', steps }: PlannedStep): string[][] {
  if (steps) return steps.flatMap(rowsOf);
  return [[layers.join(', '), kernel, reason]];
}
