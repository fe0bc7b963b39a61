import { InputError, type InputErrorDetails, unknownName } from '@rectified/errors';
import { z } from 'zod';

type Path = readonly PropertyKey[];

/**
 * `values`, if they fit the schema; otherwise an `InputError` about the first fault, with the nearest known
 * key or name. A schema's own messages say what was expected: `z.int({ error: 'a whole number' })`.
 * `locate` says where a fault lies (a file and line, an option) as fields of the error.
 */
export function checkValues<Schema extends z.ZodType>(
  schema: Schema,
  values: unknown,
  locate: (path: Path, key?: string) => Partial<InputErrorDetails> = () => ({}),
): z.infer<Schema> {
  const checked = schema.safeParse(values);
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0]!;
  const name = issue.path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const { details } = unknownName(name === '' ? 'key' : `key of ${name}`, key, keysAt(schema, issue.path));
    throw new InputError({ ...details, ...locate(issue.path, key) });
  }
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)?.[key], values);
  const got = show(value);
  if (issue.code === 'invalid_value' && typeof value === 'string') {
    const { details } = unknownName(name, value, issue.values.map(String));
    throw new InputError({ ...details, ...locate(issue.path) });
  }
  throw new InputError({ what: name, expected: issue.message, got, ...locate(issue.path) });
}

/** As JSON has it, and what JSON does not have; the beginning of what is long. */
function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number') return String(value);
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)} ...` : text;
}

function keysAt(schema: z.ZodType, path: Path): string[] {
  if (schema instanceof z.ZodOptional) return keysAt(schema.unwrap() as z.ZodType, path);
  if (!(schema instanceof z.ZodObject)) return [];
  const [key, ...rest] = path;
  return key === undefined ? Object.keys(schema.shape) : keysAt(schema.shape[String(key)], rest);
}
