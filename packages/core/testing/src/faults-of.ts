/** What a suite needs of a test runner. */
interface Runner {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => void | Promise<void>) => void;
}

/**
 * Runs a conformance suite as a test runner would. Returns the messages of the tests that fail, by their names: a suite is
 * tested by what it finds in something that is wrong.
 *
 * @example
 * await faultsOf(({ describe, it }) => testDataset('birds', () => birds, { describe, it })); // {} where nothing is wrong
 */
export async function faultsOf(suite: (runner: Runner) => void): Promise<Record<string, string>> {
  const tests: [name: string, body: () => void | Promise<void>][] = [];
  suite({ describe: (_, body) => body(), it: (name, body) => tests.push([name, body]) });
  const faults: Record<string, string> = {};
  for (const [name, body] of tests)
    try {
      await body();
    } catch (error) {
      faults[name] = (error as Error).message;
    }
  return faults;
}
