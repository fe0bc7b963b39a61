import { htmlEscape } from 'escape-goat';
import type { ComparisonSummary, RunSummary } from './summarize-arms.js';
import { heading, type Table, tables } from './tables.js';
import { amount } from './text.js';

/** Charts of a report as SVG text. */
export interface Figures {
  readonly curves: string;
  readonly shapes: string;
}

/** Dark where the reader's system is. The charts are inlined, so that they take their text's colour from here. */
const style = `
:root { color-scheme: light dark; --text: #1f2328; --page: #ffffff; --line: #d1d9e0; --soft: #59636e; --note: #fff8c5; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --page: #14171c; --line: #3d444d; --soft: #9198a1; --note: #3b2e0a; }
}
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif; color: var(--text); background: var(--page); }
h1, h2 { line-height: 1.25; }
.cautions { margin: 1rem 0; padding: .75rem 1rem .75rem 2rem; background: var(--note); border-radius: 6px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .7rem; border-bottom: 1px solid var(--line); text-align: right; white-space: nowrap; }
th { vertical-align: bottom; white-space: normal; }
th:first-child, td:first-child { text-align: left; white-space: nowrap; }
.notes, figcaption { color: var(--soft); font-size: .875rem; }
figure { margin: 1rem 0; }
svg { max-width: 100%; height: auto; color: var(--text); }
svg > rect:first-of-type { fill: transparent; }
pre { overflow-x: auto; font-size: .875rem; }
@media print { body { max-width: none; margin: 0; } }
`;

/** A report as one HTML page that needs nothing else: no script, no request, readable in light and dark. */
export function toHtml(summary: ComparisonSummary, { curves, shapes }: Figures): string {
  const title = heading(summary);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${htmlEscape(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${htmlEscape(title)}</h1>
${list(summary.cautions, 'cautions')}
${tables(summary).map(section).join('\n')}
<h2>Curves</h2>
<figure class="wide">${curves}<figcaption>Mean over seeds; the band is one standard deviation either side. As Figures 2 to 4 of the paper.</figcaption></figure>
<h2>The rectifiers</h2>
<figure class="wide">${shapes}<figcaption>Right of 0 all are y = x; the labels say what they are left of it. As Figure 1 of the paper.</figcaption></figure>
${section(runTable(summary))}
<h2>Configuration</h2>
<details><summary>What all runs have in common</summary>
<pre>${htmlEscape(JSON.stringify({ config: summary.config, versions: summary.versions, backends: summary.backends }, null, 2))}</pre>
</details>
</body>
</html>
`;
}

function section({ title, head, rows, notes }: Table): string {
  const row = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${htmlEscape(cell)}</${tag}>`).join('')}</tr>`;
  return `<h2>${htmlEscape(title)}</h2>
<div class="wide"><table>
<thead>${row(head, 'th')}</thead>
<tbody>
${rows.map((cells) => row(cells, 'td')).join('\n')}
</tbody>
</table></div>
${list(notes, 'notes')}`;
}

function list(items: readonly string[], name: string): string {
  if (items.length === 0) return '';
  return `<ul class="${name}">\n${items.map((item) => `<li>${htmlEscape(item)}</li>`).join('\n')}\n</ul>`;
}

function runTable({ arms, measure }: ComparisonSummary): Table {
  const value = (number?: number) => (number === undefined ? '-' : amount(number, measure));
  const cells = (title: string) => (run: RunSummary) => [
    title,
    String(run.seed),
    run.status,
    String(run.epochs),
    value(run.final),
    value(run.best),
  ];
  return {
    title: 'Runs',
    head: [
      'Arm',
      'Seed',
      'Status',
      'Epochs',
      measure === 'error' ? 'Test error (%)' : 'Test log-loss',
      'Best epoch',
    ],
    rows: arms.flatMap(({ title, runs }) => runs.map(cells(title))),
    notes: [],
  };
}
