import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bySize, errorBySize } from '@rectified/report';
import { errorBySizeFile } from '../../packages/app/report/src/error-by-size.ts';
import { readCosts } from '../bench/activations/costs.ts';
import { choosingPage } from './choosing-page.ts';
import { costsPage } from './costs-page.ts';
import { withCosts } from './costs-section.ts';
import { readReadmes } from './read-readmes.ts';
import { readReports } from './read-reports.ts';
import { withVerdicts } from './verdicts-section.ts';

/**
 * The current text of the pages that are generated from measurements, by path relative to the workspace's root: which activation
 * to choose, the costs of activations, also in their READMEs, the verdicts on the paper's claims in the workspace's README, and the errors of
 * comparisons that differ in the number of images.
 */
export async function docsOf(workspace: string): Promise<Map<string, string>> {
  const costs = readCosts(workspace);
  const readmes = readReadmes(workspace);
  const reports = readReports(workspace);
  const sizes = bySize(reports.map(({ folder, summary }) => ({ name: folder, folder, summary })));
  const figures = await Promise.all(
    sizes.map(
      async (group, at): Promise<[string, string]> => [
        `docs/results/${errorBySizeFile(at)}`,
        await errorBySize(group),
      ],
    ),
  );
  return new Map([
    ['README.md', withVerdicts(readFileSync(join(workspace, 'README.md'), 'utf8'), reports)],
    ['docs/choosing.md', choosingPage({ reports, costs, readmes })],
    ['docs/benchmarks/activations.md', costsPage(costs)],
    ...figures,
    ...[...readmes].map(([name, text]): [string, string] => [
      `packages/activations/${name}/README.md`,
      withCosts(text, name, costs),
    ]),
  ]);
}

/** Writes the files that have changed, and returns their names. */
export async function writeDocs(workspace: string): Promise<string[]> {
  const changed = [...(await docsOf(workspace))].filter(([file, text]) => {
    const path = join(workspace, file);
    return !existsSync(path) || readFileSync(path, 'utf8') !== text;
  });
  for (const [file, text] of changed) writeFileSync(join(workspace, file), text);
  return changed.map(([file]) => file);
}
