import { isBuiltin } from 'node:module';
import { InputError } from '@rectified/errors';
import { camel, capital, pascal } from './spelling.js';
import { usableName } from './usable-name.js';

/** The names of an activation in its package. */
export interface ActivationNames {
  /** Its npm package: `@acme/hard-swish`. */
  readonly package: string;
  /** The name on the command line and of its files: `hard-swish`. */
  readonly activation: string;
  /** The op: `hardSwish`. */
  readonly op: string;
  /** The layer: `HardSwish`. */
  readonly layer: string;
  /** The layer's class name in saved models: `AcmeHardSwish`. */
  readonly className: string;
  /** The title for tables and legends: `Hard swish`. */
  readonly title: string;
}

export interface NamingOptions {
  /** Default: the name as a sentence, `Hard swish`. */
  readonly title?: string;
  /** npm scope of all packages here; the given name then has none. */
  readonly scope?: string;
}

/**
 * Derives the names from that of the package, `hard-swish` or `@acme/hard-swish`. Throws an `InputError` if they cannot be names of
 * files, functions and classes. The class name gets the scope, or `My`, as a prefix, unless it already has it: tfjs has one map
 * of class names for the whole program.
 *
 * @example
 * activationNames('@acme/hard-swish').className; // => "AcmeHardSwish"
 */
export function activationNames(name: string, { title, scope: common }: NamingOptions = {}): ActivationNames {
  const packageName = common === undefined ? name : `@${common}/${name}`;
  const [, scope, activation = packageName] = /^@([a-z0-9][a-z0-9._-]*)\/(.*)$/.exec(packageName) ?? [];
  const fault = usableName(activation);
  if (fault !== undefined) throw new InputError(fault);
  if (isBuiltin(packageName))
    throw new InputError({
      what: `name of an activation: Node has a module "${packageName}" of its own`,
      remedy: 'Choose another name',
    });
  // npm's limit.
  if (packageName.length > 214)
    throw new InputError({
      what: 'name of a package',
      expected: 'at most 214 characters',
      got: String(packageName.length),
    });
  const layer = pascal(activation);
  const prefix = /^[A-Za-z]*/.exec(pascal(scope ?? 'my'))![0] || 'My';
  return {
    package: packageName,
    activation,
    op: camel(activation),
    layer,
    className: beginsWith(layer, prefix) ? layer : prefix + layer,
    title: title === undefined ? capital(activation.replaceAll('-', ' ')) : readableTitle(title),
  };
}

/** Whether a name begins with a whole word: `MyBump` begins with `My`, `Mylar` does not. */
const beginsWith = (layer: string, word: string) =>
  layer.startsWith(word) && /^[A-Z]/.test(layer.slice(word.length));

/** Checks that a title can be used in code, comments, prose and tables: nothing in it may end a comment or begin a list. */
export function readableTitle(title: string): string {
  const trimmed = title.trim();
  if (/^[\p{L}\p{N}][\p{L}\p{M}\p{N} .,:;+%=’()/–-]{0,59}$/u.test(trimmed)) return trimmed;
  throw new InputError({
    what: 'title of an activation',
    expected:
      'up to 60 characters: letters, digits, spaces and .,:;+%=’()/–-, a letter or digit first, as in Hard swish',
    got: JSON.stringify(title),
  });
}
