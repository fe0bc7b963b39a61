import { InputError, type InputErrorDetails } from './input-error.js';
import { shown } from './shown.js';
import { unknownName } from './unknown-name.js';

type Path = readonly PropertyKey[];

/** The part of a zod schema that is used here; this package does not depend on zod. */
export interface Schema<T> {
  safeParse(
    value: unknown,
  ): { success: true; data: T } | { success: false; error: { issues: readonly Issue[] } };
}

interface Issue {
  readonly code?: string;
  readonly path: Path;
  readonly message: string;
  /** The object's unknown keys. */
  readonly keys?: readonly string[];
  /** The values of which one was expected. */
  readonly values?: readonly unknown[];
}

export interface CheckSchemaOptions {
  /** What the value is called in the message: `rate of optimizer`. */
  readonly what?: string;
  /** Where an error is, such as a file and line or an option, as fields of the error. */
  readonly locate?: (path: Path, key?: string) => Partial<InputErrorDetails>;
}

/**
 * Returns what a zod schema makes of `value` if it fits; otherwise throws an {@link InputError} about the first mismatch, with the nearest
 * known key or name. A schema's own messages say what was expected: `z.int({ error: 'a whole number' })`; for a
 * {@link Check}, use `z.custom(check.fits, { error: check.expected })`.
 *
 * @example
 * checkSchema(z.strictObject({ rate: z.number({ error: 'a number' }) }), { rate: 'x' }, { what: 'optimizer' });
 * // rate of optimizer: expected a number, got "x"
 */
export function checkSchema<T>(
  schema: Schema<T>,
  value: unknown,
  { what = '', locate = () => ({}) }: CheckSchemaOptions = {},
): T {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const { code, path, message, keys, values } = mostTelling(checked.error.issues, value);
  const place = path.reduce<string>(
    (so, part) => so + (typeof part === 'number' ? `[${part}]` : `${so && '.'}${String(part)}`),
    '',
  );
  const name = [place, what].filter(Boolean).join(' of ');
  if (code === 'unrecognized_keys') {
    const key = keys![0]!;
    const { details } = unknownName(
      name === '' ? 'key' : `key of ${name}`,
      key,
      keysAt(schema as Inside, path),
    );
    throw new InputError({ ...details, ...locate(path, key) });
  }
  const at = valueAt(value, path);
  if (code === 'invalid_value' && typeof at === 'string') {
    const { details } = unknownName(name, at, values!.map(String));
    throw new InputError({ ...details, ...locate(path) });
  }
  throw new InputError({ what: name, expected: message, got: shown(at), ...locate(path) });
}

const valueAt = (value: unknown, path: Path) =>
  path.reduce<unknown>((so, key) => (so as Record<PropertyKey, unknown>)?.[key], value);

/** The first issue; but if something is missing beside an unknown key, the key, which is most likely the missing one's, misspelt. */
function mostTelling(issues: readonly Issue[], value: unknown): Issue {
  const [first] = issues as [Issue];
  if (valueAt(value, first.path) !== undefined) return first;
  const parent = JSON.stringify(first.path.slice(0, -1).map(String));
  const misspelt = issues.find(
    ({ code, path }) => code === 'unrecognized_keys' && JSON.stringify(path.map(String)) === parent,
  );
  return misspelt ?? first;
}

/** The inner schema of objects, lists, and values that are optional or have a default. */
interface Inside {
  readonly shape?: Readonly<Record<string, Inside>>;
  readonly element?: Inside;
  unwrap?(): Inside;
}

function keysAt(schema: Inside, [key, ...rest]: Path): string[] {
  if (schema.shape) {
    if (key === undefined) return Object.keys(schema.shape);
    return keysAt(schema.shape[String(key)] ?? {}, rest);
  }
  if (schema.element) return keysAt(schema.element, rest);
  return schema.unwrap ? keysAt(schema.unwrap(), key === undefined ? [] : [key, ...rest]) : [];
}
