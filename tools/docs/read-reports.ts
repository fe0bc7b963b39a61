import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ComparisonSummary } from '../../packages/app/report/src/comparison-summary.ts';
import type { StudySummary } from '../../packages/app/report/src/study.ts';

/** A comparison with a report in `docs/results`. */
export interface Report {
  /** Its folder in `docs/results`. */
  readonly folder: string;
  readonly summary: ComparisonSummary;
}

/** All of them; those of one network and dataset are sorted by training images, then by epochs. */
export function readReports(workspace: string): Report[] {
  const results = join(workspace, 'docs/results');
  const reports = readdirSync(results)
    .filter((folder) => existsSync(join(results, folder, 'report.json')))
    .flatMap((folder) => {
      const read: ComparisonSummary | StudySummary = JSON.parse(
        readFileSync(join(results, folder, 'report.json'), 'utf8'),
      );
      return 'comparisons' in read
        ? read.comparisons.map(({ summary }) => ({ folder, summary }))
        : [{ folder, summary: read }];
    });
  return reports.sort(
    (a, b) =>
      compare(subject(a), subject(b)) ||
      trainImages(a.summary) - trainImages(b.summary) ||
      epochs(a.summary) - epochs(b.summary) ||
      compare(a.folder, b.folder),
  );
}

const subject = ({ summary: { dataset, architecture } }: Report) => `${dataset} ${architecture}`;
const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

/** Number of training images of every run; for old reports that lack it, the configuration's limit. */
export function trainImages({ trainImages, config, paper }: ComparisonSummary): number {
  return (
    trainImages ?? (typeof config.limit === 'number' ? config.limit : (paper?.trainImages ?? Number.NaN))
  );
}

export function epochs({ config, arms }: ComparisonSummary): number {
  return typeof config.epochs === 'number'
    ? config.epochs
    : Math.max(...arms.flatMap(({ runs }) => runs.map((run) => run.epochs)));
}
