import type { Activation } from '@rectified/activation';
import type { Architecture } from '@rectified/architecture';
import { type InputErrorDetails, isInputError } from '@rectified/errors';
import type { CodeKind } from './code-kind.js';
import { oneLine } from './foreign-code.js';
import { importCode } from './import-code.js';
import { takeOrder } from './private-messages.js';

// Code of somebody's own, tried in a process of its own, started by trial.ts: whatever it does ends here.

/** What is tried. */
export interface Trial {
  readonly kind: CodeKind;
  /** Absent for Rectified's own. */
  readonly file?: string;
  /** The name that was asked for. */
  readonly name: string;
  /** The variant of an activation that is tried; where every check is made, of all without it. */
  readonly variant?: string;
  /** Of an activation: every check there is, reported one by one, instead of the quick ones. */
  readonly thorough?: boolean;
}

/** What came of it: nothing wrong, or what. */
export type Verdict = { readonly fault?: InputErrorDetails };

export type TrialMessage = Verdict | { readonly report: unknown };

let report: ((message: TrialMessage, sent?: () => void) => void) | undefined;
const exit = process.exit.bind(process);
let file: string | undefined;

process.on('SIGINT', () => {}); // A terminal's Ctrl-C: the parent decides what it means.
process.on('disconnect', () => exit());
takeOrder<Trial, TrialMessage>((trial, tell) => {
  report = tell;
  file = trial.file;
  // Else a module that waits for what never happens would be waited for.
  process.channel?.unref();
  carryOut(trial).then(
    () => end({}),
    (error) =>
      end({
        fault: isInputError(error) ? { file, ...error.details } : fault(`fails: ${oneLine(error)}`),
      }),
  );
});
for (const event of ['uncaughtException', 'unhandledRejection'])
  process.on(event, (error) => end({ fault: fault(`fails: ${oneLine(error)}`) }));
process.exit = (code) => {
  end({
    fault: fault(`calls process.exit(${code ?? ''})`, 'Code that is imported must leave the process alone'),
  });
  throw new Error('ended');
};

function fault(what: string, remedy?: string): InputErrorDetails {
  return { what, file, remedy };
}

/** The first verdict counts. */
function end(verdict: Verdict): void {
  const tell = report;
  report = undefined;
  process.channel?.ref();
  tell?.(verdict, () => exit());
}

async function carryOut({ kind, name, variant, thorough }: Trial): Promise<void> {
  if (thorough) {
    const { reportChecks } = await import('./report-checks.js');
    return reportChecks({ name, file, variant }, (check) => report?.({ report: check }));
  }
  const description = await importCode(kind, file!, name);
  // Imported when used: a data set needs no TensorFlow.
  if (kind === 'activation') {
    const { tryActivation } = await import('./try-activation.js');
    await tryActivation(description as Activation, { variant, file: file! });
  } else if (kind === 'architecture') {
    const { tryArchitecture } = await import('./try-architecture.js');
    await tryArchitecture(description as Architecture);
  }
  await new Promise(setImmediate); // For what it has left to fail later.
}
