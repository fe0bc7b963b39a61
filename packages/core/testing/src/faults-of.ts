/** What a suite needs from a test runner. */
interface Runner {
  readonly describe: (name: string, body: () => void) => void;
  readonly it: (name: string, body: () => void | Promise<void>) => void;
}

/**
 * Runs a conformance suite as a test runner would, and returns the messages of the failing tests by name. Use it to test what a suite
 * finds in a faulty subject.
 *
 * @example
 * await faultsOf(({ describe, it }) => testDataset('birds', () => birds, { describe, it })); // {} if nothing is wrong
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
