import { appendFileSync } from 'node:fs';
import { jsonValue } from './json-value.js';

/**
 * Goes before an example that runs in a process of its own: writes the values of its `// =>` lines into the file
 * RECORDED_VALUES, one JSON object a line.
 */
Object.assign(globalThis, {
  __readmeValue: (line: number, expected: string, actual: unknown) =>
    appendFileSync(
      process.env.RECORDED_VALUES!,
      `${JSON.stringify({ line, expected, actual: jsonValue(actual) })}\n`,
    ),
});
