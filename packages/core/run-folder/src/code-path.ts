/** Returns whether a name is the path of a file or folder: `./mine.ts`. */
export const isPath = (name: string) => /^(\.{1,2}$|\.{0,2}[/\\]|[A-Za-z]:[/\\])/.test(name);

/** Splits a name from what may follow it after a colon: `leaky-relu` and `100`. */
export function nameAndVariant(spec: string): readonly [name: string, variant?: string] {
  const [, name = spec, variant] = /^(.{2,}):([^:/\\]+)$/.exec(spec) ?? [];
  return [name, variant];
}

/** The path in a reference to code (`./mine.ts` in `./mine.ts:2`); undefined for names and packages. */
export function codePath(spec: string): string | undefined {
  const [name] = nameAndVariant(spec);
  return isPath(name) ? name : undefined;
}
