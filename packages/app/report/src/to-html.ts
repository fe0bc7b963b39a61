import { htmlEscape } from 'escape-goat';
import type { Claim } from './claim.js';
import { claimLines, verdictText } from './claim-text.js';
import type { ComparisonSummary, RunSummary } from './comparison-summary.js';
import { given } from './given.js';
import { headline, studyHeadline } from './headline.js';
import { pageStyle } from './page-style.js';
import { none, type Table } from './table.js';
import { claimNotes, heading, tables } from './tables.js';
import { amount, count } from './text.js';

/** The content of a page: numbers, and charts as SVG text. */
export interface ReportPage {
  /** The comparisons, at least one. */
  readonly comparisons: readonly PageComparison[];
  /** Claims that need several comparisons. */
  readonly claims?: readonly Claim[];
  /** Differences from the baseline, if there are any. */
  readonly forest?: string;
  /** Error against training images, for each group of comparisons that differ in it. */
  readonly sizes?: readonly string[];
  readonly shapes: string;
  /** Seconds after which a browser reloads the page, while the runs continue. */
  readonly refresh?: number;
}

export interface PageComparison {
  /** A name for people. */
  readonly name: string;
  readonly summary: ComparisonSummary;
  /** Training curves, a panel each. */
  readonly curves: readonly string[];
  /** Probe measurements of the layers, if runs were probed. */
  readonly probe?: string;
}

/**
 * A report as one self-contained HTML page: no script, no request; findings first, then what to know
 * about them; readable in light and dark, wide and narrow, and on paper.
 */
export function toHtml(page: ReportPage): string {
  given.study(page);
  const { comparisons, claims = [], forest, sizes = [], shapes, refresh } = page;
  given.comparisons(comparisons);
  const title =
    comparisons.length === 1
      ? comparisons[0]!.name
      : [...new Set(comparisons.map(({ summary }) => heading(summary)))].join(', ');
  const single = comparisons.length === 1;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
${refresh === undefined ? '' : `<meta http-equiv="refresh" content="${refresh}">\n`}<title>${htmlEscape(title)}</title>
<style>${pageStyle}</style>
</head>
<body>
${join([
  `<h1>${htmlEscape(title)}</h1>`,
  ...(single ? opening(comparisons[0]!.summary) : together({ comparisons, claims })),
  sizes.length > 0 && heading2('Error against training images'),
  ...sizes.map((svg) =>
    figure(
      'chart',
      svg,
      'After the last epoch: mean over seeds and its 95 % interval. Points for the same number of images are drawn side by side.',
    ),
  ),
  claims.length > 0 && heading2('What the paper claims about the amount of data'),
  claimList(claims, comparisons[0]!.summary.measure),
  ...(single && comparisons[0]!.summary.claims.length > 0
    ? [
        heading2('What the paper claims'),
        claimList(comparisons[0]!.summary.claims, comparisons[0]!.summary.measure),
        list(claimNotes, 'notes'),
      ]
    : []),
  forest !== undefined && heading2('Differences'),
  forest !== undefined &&
    figure(
      'chart',
      forest,
      'Paired by seed. Thin: the 95 % interval of Student; thick: of the bootstrap (BCa). Shaded: within the margin, too little to matter. Hollow diamond: the paper, one run each.',
    ),
  ...comparisons.flatMap((one) => details(one, single)),
  heading2('The rectifiers'),
  figure(
    'wide',
    shapes,
    'To the right of 0 all are y = x; the labels give them to the left of it. As in Figure 1 of the paper.',
  ),
])}
</body>
</html>
`;
}

/** The finding, and what readers must know about it. Generated images come first. */
function opening(summary: ComparisonSummary): string[] {
  const { cautions, synthetic } = summary;
  const [first, ...others] = synthetic ? [cautions[0]!, ...cautions.slice(1)] : [undefined, ...cautions];
  return [
    first === undefined ? '' : list([first], 'cautions'),
    `<p class="headline">${htmlEscape(headline(summary))}</p>`,
    list(others, 'cautions'),
  ];
}

/** The findings of several comparisons, first together, then one by one. */
function together({ comparisons, claims = [] }: Pick<ReportPage, 'comparisons' | 'claims'>): string[] {
  const all = studyHeadline({ comparisons, claims });
  return [
    all === undefined ? '' : `<p class="headline">${htmlEscape(all)}</p>`,
    ...comparisons.flatMap(shortly),
  ];
}

/** One of several comparisons: only its finding; the rest is in its own section. */
function shortly({ name, summary }: PageComparison): string[] {
  const { cautions, synthetic } = summary;
  return [
    `<h3>${htmlEscape(name)}</h3>`,
    synthetic ? list(cautions.slice(0, 1), 'cautions') : '',
    `<p class="headline">${htmlEscape(headline(summary))}</p>`,
  ];
}

function details({ name, summary, curves, probe }: PageComparison, single: boolean): string[] {
  const { claims, measure, config, versions, backends } = summary;
  const title = single ? heading2 : (text: string) => `<h3>${htmlEscape(text)}</h3>`;
  const table = (one: Table) => `${title(one.title)}\n${tableText(one)}`;
  return [
    ...(single
      ? []
      : [
          heading2(name),
          list(summary.cautions, 'cautions'),
          claims.length > 0 ? title('What the paper claims') : '',
          claimList(claims, measure),
          claims.length > 0 ? list(claimNotes, 'notes') : '',
        ]),
    ...tables(summary).map(table),
    title('Curves'),
    `<figure><div class="panels">${curves.join('\n')}</div><figcaption>Mean over seeds; the band is one standard deviation either side. As in Figures 2 to 4 of the paper, with the last third enlarged.</figcaption></figure>`,
    ...(probe === undefined
      ? []
      : [
          title('Within the layers'),
          figure(
            'wide',
            probe,
            'What the probe saw with some training images in test mode, before the first step and after every epoch: a line for each layer, the first dark, the last light. Zeros: of the outputs of activations, over units and images; dead units give 0 for every image and everywhere; inputs are those of activations; gradients by the weights of a layer, as Euclidean norms. Means over seeds.',
          ),
        ]),
    folded(runTable(summary), title),
    title('Configuration'),
    `<details><summary>What all runs have in common</summary>
<pre>${htmlEscape(JSON.stringify({ config, versions, backends }, null, 2))}</pre>
</details>`,
  ];
}

/** More runs than this would get in the reader's way. */
const fewRuns = 12;

function folded(runs: Table, title: (text: string) => string): string {
  const text = tableText(runs);
  const { length } = runs.rows;
  return `${title(runs.title)}\n${length > fewRuns ? `<details><summary>${count(length, 'run')}</summary>\n${text}\n</details>` : text}`;
}

function claimList(claims: readonly Claim[], measure: 'error' | 'loss'): string {
  if (claims.length === 0) return '';
  const item = (claim: Claim) => {
    const more = verdictText(claim).replace(claim.verdict, '').replace(/^; /, '');
    return `<li><span class="badge ${claim.verdict}">${claim.verdict}</span><div><p>${htmlEscape(claim.text)} <span class="source">(${htmlEscape(claim.source)})</span></p>
${list([...claimLines(claim, measure), ...(more ? [more] : [])], '')}</div></li>`;
  };
  return `<ul class="claims">\n${claims.map(item).join('\n')}\n</ul>`;
}

const heading2 = (text: string) => `<h2>${htmlEscape(text)}</h2>`;

function figure(name: string, svg: string, caption: string): string {
  return `<figure class="${name}">${svg}<figcaption>${htmlEscape(caption)}</figcaption></figure>`;
}

const join = (parts: readonly (string | false | undefined)[]) => parts.filter(Boolean).join('\n');

function tableText({ head, rows, notes }: Table): string {
  const row = (cells: readonly string[], tag: 'th' | 'td') =>
    `<tr>${cells.map((cell) => `<${tag}>${htmlEscape(cell)}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table>
<thead>${row(head, 'th')}</thead>
<tbody>
${rows.map((cells) => row(cells, 'td')).join('\n')}
</tbody>
</table></div>
${list(notes, 'notes')}`;
}

function list(items: readonly string[], name: string): string {
  if (items.length === 0) return '';
  return `<ul${name && ` class="${name}"`}>\n${items.map((item) => `<li>${htmlEscape(item)}</li>`).join('\n')}\n</ul>`;
}

function runTable({ arms, measure }: ComparisonSummary): Table {
  const value = (number?: number) => (number === undefined ? none : amount(number, measure));
  const cells = (title: string) => (run: RunSummary) => [
    title,
    String(run.seed),
    `${run.status}${run.status === 'finished' && run.atChance ? ', no better than guessing' : ''}`,
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
