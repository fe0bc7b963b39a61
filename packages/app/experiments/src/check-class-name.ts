import type { Activation } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import { ownActivations } from './own-activations.js';
import { packageOf } from './package-of.js';

/**
 * Throws an `InputError` if the activation of a file has another class by the name of one of Rectified's: of two layers with the same
 * name, tfjs gives a saved network the one that was registered last. A file may pass on one of ours.
 */
export async function checkClassName(activation: Activation, file: string): Promise<void> {
  const className = classNameOf(activation);
  // Ours are only loaded for a name that may be theirs, since that registers them.
  if (!/^Rectified/.test(String(className)) || packageOf(file)?.name.startsWith('@rectified/')) return;
  const own = (await ownActivations()).find((one) => classNameOf(one) === className);
  if (own === undefined || own.layer === activation.layer) return;
  throw new InputError({
    what: `its layer has the className of Rectified's ${own.title}, so a saved network could be loaded with the wrong one`,
    expected: "a className with the author's own prefix, such as AcmeMine",
    got: `"${className}"`,
    file,
  });
}

const classNameOf = ({ layer }: Activation) => (layer as { className?: unknown }).className;
