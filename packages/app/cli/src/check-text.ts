import { counted } from '@rectified/errors';
import type { ActivationCheck, CheckOutcome } from '@rectified/experiments';
import { describePaper } from './describe-paper.js';

const and = new Intl.ListFormat('en-GB');

/** What an activation is, a line for every check, and what no check can say. */
export function checkText(checked: ActivationCheck): string {
  const { name, title, paper, formula, fused, values, backends, checks } = checked;
  const failed = checks.filter(({ fault }) => fault !== undefined).length;
  return [
    `${name}: ${title}`,
    ...(typeof paper === 'object' && Array.isArray(paper?.authors) ? [`  ${describePaper(paper)}`] : []),
    ...(formula === undefined ? [] : [`  y = ${formula}`]),
    '',
    ...table(values),
    '',
    ...checkLines(checks),
    '',
    `${failed === 0 ? `all ${counted(checks.length, 'check')} passed` : `${failed} of ${counted(checks.length, 'check')} failed`}, on ${and.format(backends)}`,
    paper === undefined
      ? 'It names no paper: only you can say whether the values above are what they should be'
      : 'No check can say whether the values above are those that were published: compare them with the paper',
    ...(fused ? [] : [plainLayer]),
  ].join('\n');
}

const plainLayer =
  'A layer without a formula: it is computed by itself, never together with the layer before it, which takes longer on ' +
  'tfjs-node; and its numbers are compared with finite differences only, not with a formula in float64. ' +
  'activation({ formula }) of @rectified/activation has both';

function table(values: ActivationCheck['values']): string[] {
  const short = (text: string) => String(Number(Number(text).toPrecision(6)));
  const rows = [
    ['x', ...values.map(({ x }) => x)],
    ['y', ...values.map(({ y }) => short(y))],
    ['dy/dx', ...values.map(({ slope }) => short(slope))],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return values.length === 0
    ? ['  no function of single elements']
    : rows.map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column]!)).join('  ')}`);
}

/** A line for what came out alike on several backends; of faults the first is told. */
function checkLines(checks: readonly CheckOutcome[]): string[] {
  const lines = new Map<string, { readonly backends: string[]; readonly fault?: string }>();
  for (const { name, variant, backend, fault } of checks) {
    const key = `${fault === undefined ? 'ok   ' : 'FAILS'}  ${variant === undefined ? '' : `${variant}: `}${name}`;
    const line = lines.get(key) ?? { backends: [], fault };
    if (backend !== undefined) line.backends.push(backend);
    lines.set(key, line);
  }
  return [...lines].map(([text, { backends, fault }]) => {
    const where = backends.length === 0 ? '' : ` (${backends.join(', ')})`;
    return `  ${text}${where}${fault === undefined ? '' : `: ${fault.replace(/\s+/g, ' ')}`}`;
  });
}
