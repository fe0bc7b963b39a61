import { InputError } from '@rectified/errors';
import type { z } from 'zod';

/**
 * The value in `text`, checked. `file` and `line` (from 1) say where an error is; `line` is that of the text's start.
 * `remedy` says what to do about a file that is damaged.
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
      remedy: 'Update @rectified/run-folder and what uses it',
    });
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const faults = checked.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'the value'}: ${message}`,
  );
  throw new InputError({
    what: `not what a run's files hold: ${faults.join('; ')}`,
    file: line === 1 ? file : `${file}:${line}`,
    remedy: 'It was changed by hand, or is no file of Rectified',
  });
}

/** Where V8's message says the fault is (`... in JSON at position 22`, or at the end), as `line:column`. */
function position(text: string, message: string, line: number): string {
  const before = text.slice(0, Number(/position (\d+)/.exec(message)?.[1] ?? text.length)).split('\n');
  return `${line + before.length - 1}:${before.at(-1)!.length + 1}`;
}
