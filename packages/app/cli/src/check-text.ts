import { counted } from '@rectified/errors';
import type { ActivationCheck, CheckOutcome } from '@rectified/experiments';
import { describeFormula } from './describe-formula.js';
import { describePaper } from './describe-paper.js';

const and = new Intl.ListFormat('en-GB');

/** What an activation is, one line per check, and what no check can tell. */
export function checkText(checked: ActivationCheck): string {
  const { name, title, paper, fused, values, backends, checks } = checked;
  const failed = checks.filter(({ fault }) => fault !== undefined).length;
  return [
    `${name}: ${title}`,
    ...(typeof paper === 'object' && Array.isArray(paper?.authors) ? [`  ${describePaper(paper)}`] : []),
    ...describeFormula(checked).map((line) => `  ${line}`),
    '',
    ...table(values),
    '',
    ...checkLines(checks),
    '',
    `${failed === 0 ? `all ${counted(checks.length, 'check')} passed` : `${failed} of ${counted(checks.length, 'check')} failed`}, on ${and.format(backends)}`,
    paper === undefined
      ? 'It names no paper, so only you can tell whether the values above are correct'
      : 'No check can tell whether the values above are the published ones: compare them with the paper',
    ...(fused ? [] : [plainLayer]),
  ].join('\n');
}

const plainLayer =
  'This layer has no formula. It is never fused with the layer before it, which makes it slower on ' +
  'tfjs-node, and its values are only compared with finite differences, not with a formula in float64. ' +
  'Use activation({ formula }) of @rectified/activation to get both';

function table(values: ActivationCheck['values']): string[] {
  const short = (text: string) => String(Number(Number(text).toPrecision(6)));
  const rows = [
    ['x', ...values.map(({ x }) => x)],
    ['y', ...values.map(({ y }) => short(y))],
    ['dy/dx', ...values.map(({ slope }) => short(slope))],
  ];
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return values.length === 0
    ? ['  not an elementwise function']
    : rows.map((row) => `  ${row.map((cell, column) => cell.padStart(widths[column]!)).join('  ')}`);
}

/** One line for a result that is the same on several backends; of several faults, the first is shown. */
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
