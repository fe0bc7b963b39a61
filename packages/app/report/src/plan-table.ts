import { checkValue, having, listOf } from '@rectified/errors';
import { markdownTable } from 'markdown-table';

/** An operation of a model, as in the `plan` of `@rectified/fuse`. */
export interface PlannedStep {
  readonly layers: readonly string[];
  /** The kernel that computes the layers together. */
  readonly kernel?: string;
  /** Why a layer is called unfused. */
  readonly reason?: string;
  /** The steps of a nested model. */
  readonly steps?: readonly PlannedStep[];
}

/**
 * The operations that compute a model as a Markdown table: which layers each combines, with which kernel, and
 * why others are called unfused.
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
  return markdownTable([['layers', 'kernel', 'unfused because'], ...steps.flatMap(rowsOf)]);
}

function rowsOf({ layers, kernel = '', reason = '', steps }: PlannedStep): string[][] {
  if (steps) return steps.flatMap(rowsOf);
  return [[layers.join(', '), kernel, reason]];
}
