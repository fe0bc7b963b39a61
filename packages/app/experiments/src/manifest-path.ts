import { createRequire } from 'node:module';
import { InputError } from '@rectified/errors';

/** The `package.json` of a package that the one at `from` depends on. An `InputError` if it is not installed. */
export function manifestPath(name: string, from: string): string {
  try {
    return createRequire(from).resolve(`${name}/package.json`);
  } catch (cause) {
    throw new InputError({
      what: `the package ${name} is not installed`,
      expected: `it beside ${from}, which depends on it`,
      remedy: 'Run npm install',
      cause,
    });
  }
}
