/** A page with another text in one of its sections: from its heading (which it must have) to the next. */
export function withSection(page: string, heading: string, text: string): string {
  const from = page.indexOf(`${heading}\n`);
  if (from < 0) throw new Error(`no section "${heading}"`);
  const next = page.indexOf('\n## ', from + 1);
  const after = next < 0 ? '' : page.slice(next);
  return `${page.slice(0, from)}${heading}\n\n${text}\n${after}`.trimEnd().concat('\n');
}
