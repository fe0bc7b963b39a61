/** A fenced `ts` block of a Markdown file. */
export interface ReadmeExample {
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly code: string;
}

/** The `ts` blocks of a Markdown text, but for those fenced as `ts no-run`. */
export function examples(markdown: string): ReadmeExample[] {
  const found: ReadmeExample[] = [];
  for (const match of markdown.matchAll(/^```ts\n([\s\S]*?)^```$/gm))
    found.push({ line: markdown.slice(0, match.index).split('\n').length, code: match[1]! });
  return found;
}

/** The block as a module in which `expression; // => value` hands both to `__readmeValue`. */
export function exampleModule(code: string): string {
  const lines = code
    .split('\n')
    .map((line, index) =>
      line.replace(
        /^(?!\s*(?:const|let|import|export|return)\b)(\s*)(.+?);?\s*\/\/ => (.+)$/,
        (_, indent, expression, value) =>
          `${indent}(globalThis as any).__readmeValue(${index + 1}, ${JSON.stringify(value)}, ${expression});`,
      ),
    );
  return `${lines.join('\n')}\nexport {};\n`;
}

/** A value as JSON would carry it, numbers to six significant digits, typed arrays as arrays. */
export function jsonValue(value: unknown): unknown {
  const text = JSON.stringify(value, (_, item) => {
    if (ArrayBuffer.isView(item)) return Array.from(item as Uint8Array);
    return typeof item === 'number' ? Number(item.toPrecision(6)) : item;
  });
  return text === undefined ? undefined : JSON.parse(text);
}
