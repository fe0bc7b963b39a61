import { summarizeStudy } from '@rectified/report';
import { markdownTable } from 'markdown-table';
import type { Claim, ClaimPart } from '../../packages/app/report/src/claim.ts';
import { fewestPairs } from '../../packages/app/report/src/differences.ts';
import { heading } from '../../packages/app/report/src/tables.ts';
import { count, signed } from '../../packages/app/report/src/text.ts';
import { seedCount, sizeOf } from './measured.ts';
import type { Report } from './read-reports.ts';
import { withSection } from './section.ts';

/** The workspace's README, its verdict section replaced by the current verdicts on the paper's claims. */
export function withVerdicts(readme: string, reports: readonly Report[]): string {
  return withSection(readme, '## Was the paper right?', verdicts(reports));
}

function verdicts(all: readonly Report[]): string {
  const reports = all.filter(({ summary }) => seedCount(summary) >= fewestPairs && summary.claims.length > 0);
  if (reports.length === 0)
    return `Nobody knows yet: each number in its tables comes from a single run, and no comparison here has the ${fewestPairs} seeds that a test needs.`;
  const asked = new Map(reports.flatMap(({ summary }) => summary.claims).map(({ id, text }) => [id, text]));
  const rows = [...asked].map(([id, text]) => [
    text,
    ...reports.map(({ summary: { claims, measure } }) => {
      const claim = claims.find((each) => each.id === id);
      return claim === undefined ? '' : verdictCell(claim, measure);
    }),
  ]);
  const columns = reports.map(
    ({ folder, summary }) =>
      `[${heading(summary)}](docs/results/${folder}/report.md): ${sizeOf(summary)}, ${count(seedCount(summary), 'paired seed')}`,
  );
  return `Its tables report single runs. The comparison here uses paired seeds on [a budget](docs/results/budget.md) that two CPU cores can
afford, far short of the paper's 260 epochs:

${markdownTable([['The paper says', ...columns], ...rows])}

${acrossSizes(reports)}Each cell lists the comparisons that decided the verdict: the difference in percentage points of error, with its paired 95 % interval.
_Supported_ and _contradicted_ mean p < 0.05 in a paired sign-flip test. The verdicts hold for this budget: the paper measured its networks
long after they had fitted the training set.`;
}

/** What comparisons that differ in the number of images say together. */
function acrossSizes(reports: readonly Report[]): string {
  return (['error', 'loss'] as const)
    .flatMap((measure) =>
      summarizeStudy(reports.filter(({ summary }) => summary.measure === measure)).claims.map((claim) => {
        const [few, many] = claim.parts[0]!.images!.map((images) => count(images, 'image'));
        return `${claim.text} ${verdictCell(claim, measure)}, the difference with ${few} less the one with ${many} ([figure](docs/results/error-by-size.svg)).\n\n`;
      }),
    )
    .join('');
}

/** The verdict, and the parts of the claim that decided it. */
function verdictCell({ verdict, parts }: Claim, measure: 'error' | 'loss'): string {
  const decisive: Readonly<Record<Claim['verdict'], ClaimPart['found']>> = {
    supported: 'as claimed',
    contradicted: 'otherwise',
    undecided: 'open',
  };
  const told = parts.filter(({ found }) => found === decisive[verdict]);
  return `**${verdict}**: ${told.map((part) => partText(part, measure)).join('; ')}`;
}

const names: Readonly<Record<string, string>> = {
  relu: 'ReLU',
  'leaky-relu:100': 'a = 100',
  'leaky-relu:5.5': 'a = 5.5',
  prelu: 'PReLU',
  rrelu: 'RReLU',
};

function partText({ arm, against, mean, low, high }: ClaimPart, measure: 'error' | 'loss'): string {
  const [one, other] = [arm, against].map((name) => names[name] ?? name);
  if (mean === undefined) return `${one} and ${other} not compared`;
  const interval =
    low === undefined || high === undefined ? '' : ` (${signed(low, measure)} to ${signed(high, measure)})`;
  return `${one} vs ${other} ${signed(mean, measure)}${interval}`;
}
