import type { ArmCost, Costs } from '../bench/activations/costs.ts';
import { digits, withQuartiles } from '../bench/text.ts';
import { folderOf, ns } from './costs-page.ts';
import { aroundSection } from './section.ts';

const heading = '## What it costs';

/**
 * Adds a section with the measured costs to an activation's README, before the sources. Without measurements the README is
 * returned unchanged.
 */
export function withCosts(readme: string, name: string, costs: Costs): string {
  const measured = costs.arms.filter((arm) => folderOf(arm.name) === name);
  if (measured.length === 0) return readme;
  const section = `${heading}\n\n${textOf(measured, costs)}\n\n`;
  const [before, after] = split(readme);
  return `${before.trimEnd()}\n\n${section}${after}`.trimEnd().concat('\n');
}

/** The text before the section and the text after it. */
function split(readme: string): readonly [string, string] {
  const sources = readme.indexOf('## Sources\n');
  return (
    aroundSection(readme, heading) ??
    (sources < 0 ? [readme, ''] : [readme.slice(0, sources), readme.slice(sources)])
  );
}

function textOf(measured: readonly ArmCost[], costs: Costs): string {
  const relu = costs.arms[0]!;
  const { width, batch } = costs.step;
  const network = `Network in Network${width === 1 ? '' : ` at width ${width}`} (batches of ${batch})`;
  const lines = measured.map((arm) => {
    const title = measured.length > 1 ? `\`${arm.name}\`: ` : '';
    const row =
      arm.row &&
      `${ns(arm.row.forward.median)} forward and ${ns(arm.row.backward.median)} backward per 16 values with the native kernels${
        arm === relu
          ? ''
          : ` (ReLU: ${digits(relu.row!.forward.median)} and ${digits(relu.row!.backward.median)})`
      }, on one thread`;
    const step =
      arm === relu
        ? undefined
        : `${row ? 'a' : 'A'} training step of ${network} takes ${withQuartiles(arm.step.ratio)} times as long as with ReLU`;
    return `${title}${[row, step].filter(Boolean).join('; ')}.`;
  });
  const list = lines.length > 1 ? lines.map((line) => `- ${line}`).join('\n') : lines[0]!;
  return `${list}${lines.length > 1 ? '\n\n' : ' '}Method and all other activations: [costs](../../../docs/benchmarks/activations.md).`;
}
