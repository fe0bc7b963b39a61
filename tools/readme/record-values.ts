import { appendFileSync } from 'node:fs';
import { jsonValue } from './json-value.js';

/**
 * Precedes an example that runs in a separate process: writes the values of its `// =>` lines to the file RECORDED_VALUES, one
 * JSON object per line.
 */
Object.assign(globalThis, {
  __readmeValue: (line: number, expected: string, actual: unknown) =>
    appendFileSync(
      process.env.RECORDED_VALUES!,
      `${JSON.stringify({ line, expected, actual: jsonValue(actual) })}\n`,
    ),
});
