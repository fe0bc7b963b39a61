/** What someone who mixes up arguments might pass: nothing, and one of each simple kind. */
const mistakes: readonly (readonly unknown[])[] = [[], [null], ['x'], [{}], [42]];

/**
 * Calls every function of a module, and constructs every class, with meaningless arguments: with nothing, and with `null`, `'x'`, `{}` and
 * `42`. A call may work, or be refused by an `InputError` of `@rectified/errors` that says what is wrong. Returns all other outcomes,
 * such as `open(null): TypeError: Cannot read properties of null`. Promises are awaited, and the first item is requested from
 * iterables. Error classes are skipped.
 *
 * @param module what the package exports: `import * as api from '../src/index.js'`
 * @param except functions, or single calls such as `fetch('x')`, that are skipped because they would do something
 *
 * @example
 * expect(await unrefusedCalls(api, ['main'])).toEqual([]);
 */
export async function unrefusedCalls(
  module: Readonly<Record<string, unknown>>,
  except: readonly string[] = [],
): Promise<string[]> {
  const faults: string[] = [];
  for (const [name, callee] of Object.entries(module)) {
    if (typeof callee !== 'function' || callee.prototype instanceof Error || except.includes(name)) continue;
    for (const mistake of mistakes) {
      const call = `${name}(${mistake.map(written).join(', ')})`;
      if (except.includes(call)) continue;
      const fault = await faultOf(callee, mistake);
      if (fault) faults.push(`${call}: ${fault}`);
    }
  }
  return faults;
}

async function faultOf(callee: object, mistake: readonly unknown[]): Promise<string | undefined> {
  try {
    const made: unknown = /^class\b/.test(Function.prototype.toString.call(callee))
      ? Reflect.construct(callee as never, mistake)
      : await Reflect.apply(callee as never, undefined, mistake);
    await firstOf(made);
    return undefined;
  } catch (error) {
    return isRefusal(error) ? undefined : String(error);
  }
}

async function firstOf(made: unknown): Promise<void> {
  if (typeof made !== 'object' || made === null) return;
  const { next } = made as { next?: unknown };
  if (typeof next === 'function') await next.call(made);
}

/** Not by `instanceof`: this package is below `errors` and cannot import it. */
function isRefusal(error: unknown): boolean {
  const { exitCode, details } = (error ?? {}) as { exitCode?: number; details?: { what?: string } };
  return exitCode === 2 && Boolean(details?.what?.trim()) && !/\b(undefined|NaN)\b/.test(details!.what!);
}

const written = (value: unknown) => (typeof value === 'string' ? `'${value}'` : JSON.stringify(value));
