import type { Activation, Paper } from '@rectified/activation';
import type { LoadOptions } from './find-code.js';
import { findFile } from './find-code.js';
import { inProcess } from './trial.js';

/** Output and slope of an activation at an input, as text, which has Infinity and NaN. */
export interface ValueAt {
  readonly x: string;
  readonly y: string;
  readonly slope: string;
}

/** What was checked. */
export interface CheckSubject {
  readonly name: string;
  readonly title: string;
  readonly paper: Paper;
  /** Absolute path of the module; absent for Rectified's own. */
  readonly file?: string;
  /** As text; absent where the activation is a layer without a formula. */
  readonly formula?: string;
  /** Whether it can be computed together with the layer before it. */
  readonly fused: boolean;
  readonly backends: readonly string[];
  /** Empty where it computes nothing. */
  readonly values: readonly ValueAt[];
}

/** One check, and what was wrong. */
export interface CheckOutcome {
  readonly name: string;
  readonly variant?: string;
  readonly backend?: string;
  /** Absent where it passed. */
  readonly fault?: string;
}

export type CheckReport =
  | { readonly type: 'subject'; readonly subject: CheckSubject }
  | { readonly type: 'check'; readonly check: CheckOutcome };

export interface ActivationCheck extends CheckSubject {
  readonly checks: readonly CheckOutcome[];
}

/**
 * Runs the conformance suite of `@rectified/activation/testing` on an activation: a file, package or name as `loadActivation`
 * takes it, with all its variants, on every backend that is installed, in a process of its own. Throws an `InputError` where there is none, or
 * where it ends or holds up the process.
 *
 * @example
 * const { checks } = await checkActivation('./mish.ts');
 * checks.filter(({ fault }) => fault !== undefined);
 */
export async function checkActivation(
  name: string,
  {
    directory = process.cwd(),
    seconds = 60,
    signal,
    onReport,
  }: Omit<LoadOptions, 'tried'> & { readonly onReport?: (report: CheckReport) => void } = {},
): Promise<ActivationCheck> {
  const { activations } = await import('@rectified/activations');
  const builtIn = Object.values<Activation>(activations);
  const own = builtIn.some((each) => each.name === name);
  const file = own ? undefined : findFile('activation', name, { builtIn, directory });
  let subject: CheckSubject | undefined;
  const checks: CheckOutcome[] = [];
  await inProcess(
    { kind: 'activation', name, file, thorough: true },
    {
      ...{ seconds, signal },
      onReport(report: CheckReport) {
        if (report.type === 'subject') subject = report.subject;
        else checks.push(report.check);
        onReport?.(report);
      },
    },
  );
  return { ...subject!, checks };
}
