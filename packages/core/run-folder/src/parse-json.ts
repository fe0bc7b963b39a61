import { InputError } from '@rectified/errors';
import type { z } from 'zod';

/**
 * The value in `text`, checked. `file` and `line` (from 1) locate errors; `line` is where the text starts.
 * `remedy` says what to do about a damaged file.
 */
export function parseJson<T>(
  schema: z.ZodType<T>,
  text: string,
  file: string,
  { line = 1, remedy }: { line?: number; remedy?: string } = {},
): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const at = position(text, (cause as SyntaxError).message, line);
    throw new InputError({
      what: 'broken JSON',
      got: (cause as SyntaxError).message,
      file: `${file}:${at}`,
      remedy,
      cause,
    });
  }
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === 'number' && format > 2)
    throw new InputError({
      what: 'written by a newer version',
      expected: 'format 1 or 2',
      got: `format ${format}`,
      file,
      remedy: 'Update @rectified/run-folder and the packages that use it',
    });
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the value'}: ${message}`,
  );
  throw new InputError({
    what: `not a valid file of a run: ${faults.join('; ')}`,
    file: line === 1 ? file : `${file}:${line}`,
    remedy: 'It was edited by hand, or was not written by Rectified',
  });
}

/** Where the error is according to V8's message (`... in JSON at position 22`, or at the end), as `line:column`. */
function position(text: string, message: string, line: number): string {
  const before = text.slice(0, Number(/position (\d+)/.exec(message)?.[1] ?? text.length)).split('\n');
  return `${line + before.length - 1}:${before.at(-1)!.length + 1}`;
}
