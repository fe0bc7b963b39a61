import { cancel, intro, isCancel, text } from '@clack/prompts';
import { isInputError } from '@rectified/errors';
import { holdSignals } from '@rectified/system';
import {
  type ActivationNames,
  activationNames,
  type NamingOptions,
  readableTitle,
} from './activation-names.js';

export interface AskingOptions extends NamingOptions {
  /** Throws an `InputError` if the name cannot be had; another one is then asked for. */
  readonly refuse?: (names: ActivationNames) => void;
}

/**
 * Asks for names on the terminal; undefined if the user cancels. `title` is the suggested answer. A signal ends the process, once the terminal
 * has its cursor back.
 */
export async function askForNames(options: AskingOptions = {}): Promise<ActivationNames | undefined> {
  const left = new AbortController();
  // After Ctrl-D, which ends the input, the prompt would wait forever, and Node would exit without a message.
  const leave = () => left.abort();
  process.once('beforeExit', leave);
  try {
    return await holdSignals(async (stop) => {
      const names = await ask(options, AbortSignal.any([left.signal, stop]));
      stop.throwIfAborted();
      return names;
    });
  } finally {
    process.off('beforeExit', leave);
  }
}

async function ask(
  { title: offered, scope, refuse = () => {} }: AskingOptions,
  signal: AbortSignal,
): Promise<ActivationNames | undefined> {
  intro('A new activation');
  const name = await text({
    signal,
    message: scope === undefined ? 'Package name' : 'Name',
    placeholder: scope === undefined ? '@acme/hard-swish' : 'hard-swish',
    validate: (answer = '') => faultOf(() => refuse(activationNames(answer, { scope }))),
  });
  if (isCancel(name)) return cancelled();
  const { title: usual } = activationNames(name, { scope });
  const title = await text({
    signal,
    message: 'Title, for tables and legends',
    initialValue: offered ?? usual,
    validate: (answer = '') => faultOf(() => readableTitle(answer)),
  });
  if (isCancel(title)) return cancelled();
  return activationNames(name, { title, scope });
}

function cancelled(): undefined {
  cancel('Nothing was created');
}

function faultOf(make: () => unknown): string | undefined {
  try {
    make();
    return undefined;
  } catch (error) {
    if (isInputError(error)) return error.message;
    throw error;
  }
}
