import { nameAndVariant } from '@rectified/run-folder';
import type { CheckOutcome, CheckReport, CheckSubject } from './check-report.js';
import { chooseVariant } from './choose-variant.js';
import { type LoadOptions, placeOfCode } from './find-code.js';
import { ownActivations } from './own-activations.js';
import { inProcess } from './trial.js';

/** What was checked, and how it came out. */
export interface ActivationCheck extends CheckSubject {
  readonly checks: readonly CheckOutcome[];
}

/**
 * Runs the conformance suite of `@rectified/activation/testing` on an activation: a file, package or name as `loadActivation`
 * takes it, with all its variants or with the one that is named, on every backend that is installed, in a process of its own. Throws an `InputError` where there is none, or
 * where it ends or holds up the process.
 *
 * @example
 * const { checks } = await checkActivation('./mish.ts');
 * checks.filter(({ fault }) => fault !== undefined);
 */
export async function checkActivation(
  spec: string,
  {
    directory = process.cwd(),
    seconds = 60,
    signal,
    onReport,
  }: Omit<LoadOptions, 'tried'> & { readonly onReport?: (report: CheckReport) => void } = {},
): Promise<ActivationCheck> {
  const [name, variant] = nameAndVariant(spec);
  const { description, file } = placeOfCode('activation', name, {
    builtIn: await ownActivations(),
    directory,
  });
  if (description !== undefined) chooseVariant(description, name, variant);
  let subject: CheckSubject | undefined;
  const checks: CheckOutcome[] = [];
  await inProcess(
    { kind: 'activation', name, file, variant, thorough: true },
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
