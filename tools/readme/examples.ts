/** A fenced block of a Markdown file. */
export interface Fence {
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** `ts`, `sh`, ... */
  readonly language: string;
  /** The name under which the reader saves the block: ```` ```ts mish.ts ````. */
  readonly file?: string;
  /** Why the block is not run: ```` ```ts no-run downloads 170 MB ````. Empty if no reason is given. */
  readonly notRun?: string;
  readonly code: string;
}

/** The fenced blocks of a Markdown text. */
export function fences(markdown: string): Fence[] {
  const found: Fence[] = [];
  for (const match of markdown.matchAll(/^```(\w+)[ ]*(.*)\n([\s\S]*?)^```$/gm)) {
    const [, language, info, code] = match as unknown as [string, string, string, string];
    const line = markdown.slice(0, match.index).split('\n').length;
    const notRun = /^no-run\b(.*)$/.exec(info)?.[1]?.trim();
    const file = notRun === undefined && info !== '' ? info.trim() : undefined;
    found.push({ line, language, code, ...(file && { file }), ...(notRun !== undefined && { notRun }) });
  }
  return found;
}

/** Whether a block is a test, for which the reader needs a test runner. */
export function isTest({ file }: Fence): boolean {
  return file?.endsWith('.test.ts') ?? false;
}

/** The `ts` blocks that do not need the reader's folder: neither saved under a name nor marked as `no-run`. */
export function examples(markdown: string): Fence[] {
  return fences(markdown).filter(
    ({ language, file, notRun }) => language === 'ts' && file === undefined && notRun === undefined,
  );
}

/** The block as a module in which `expression; // => value` passes both to `__readmeValue`. */
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
