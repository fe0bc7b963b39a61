/** The text before a section of a page and the text from the next section on; undefined if it has no such heading. */
export function aroundSection(page: string, heading: string): readonly [string, string] | undefined {
  const from = page.indexOf(`${heading}\n`);
  if (from < 0) return undefined;
  const next = page.indexOf('\n## ', from + 1);
  return [page.slice(0, from), next < 0 ? '' : page.slice(next + 1)];
}

/** Replaces the text of a section. The page must have that section. */
export function withSection(page: string, heading: string, text: string): string {
  const around = aroundSection(page, heading);
  if (around === undefined) throw new Error(`no section "${heading}"`);
  const [before, after] = around;
  return `${before}${heading}\n\n${text}\n\n${after}`.trimEnd().concat('\n');
}
