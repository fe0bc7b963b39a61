import { markdownTable } from 'markdown-table';
import type { ArmCost, Costs } from '../bench/activations/costs.ts';
import { digits, withQuartiles } from '../bench/text.ts';

/** `docs/benchmarks/activations.md`: the cost of every activation. */
export function costsPage(costs: Costs): string {
  const { arms, copy, rounds, step } = costs;
  const relu = arms[0]!;
  const table = markdownTable(
    [
      ['activation', 'forward', 'backward', 'beside ReLU', 'step', 'beside ReLU', 'time of all threads'],
      ['y = x', ns(copy.forward.median), ns(copy.backward.median), beside({ row: copy }, relu), '', '', ''],
      ...arms.map((arm) => [
        `[${arm.title}](../../packages/activations/${folderOf(arm.name)}) \`${arm.name}\``,
        arm.row ? ns(arm.row.forward.median) : '',
        arm.row ? ns(arm.row.backward.median) : '',
        beside(arm, relu),
        `${digits(arm.step.wall.median)} ms`,
        withQuartiles(arm.step.ratio),
        withQuartiles(arm.step.processorRatio),
      ]),
    ],
    { align: ['l', 'r', 'r', 'r', 'r', 'r', 'r'] },
  );
  return `# What activations cost

${table}

- **Forward, backward**: nanoseconds on one thread per 16 values for the row functions of [\`@rectified/native\`](../../packages/compute/native),
  called as layers call them in training, on 64 rows of 96 channels held in the cache. Forward adds the bias and computes the value, keeping the
  input where the gradient needs it; backward computes the gradient and the sums for the bias and the learned parameters. CPU time, median of
  ${rounds.rows} rounds. *Beside ReLU* is the ratio of forward plus backward to ReLU's.
- **Step**: a complete training step of Network in Network${step.width === 1 ? '' : ` at width ${step.width}`} in the trainer, with batches of ${step.batch}. Median of ${rounds.steps} steps.
  *Beside ReLU* is the ratio to a step of the same network with ReLU run just before or after it, in wall-clock time and in CPU time of all
  threads (median and middle half of the ${rounds.steps} pairs). ReLU's own row compares two identical networks, so it shows the noise of the measurement.
- CReLU and Maxout are not elementwise: they are composed of tensor operations and widen the layer before them (see their READMEs).

Measured with \`${costs.command}\`, ${machineOf(costs)}.
\`npm run docs\` writes this page from [its numbers](activations.json).
`;
}

/** The date, commit and machine of the measurement. */
export function machineOf({ machine, backend, threads, date, seconds }: Costs): string {
  const load = `load ${digits(machine.load)} at the start`;
  const day = new Date(date).toLocaleDateString('en-GB', {
    ...{ day: 'numeric', month: 'long', year: 'numeric' },
    timeZone: 'UTC',
  });
  return `${day}, commit ${machine.commit ?? 'unknown'}, ${machine.processor} with ${threads} threads, ${backend}; ${load}; ${(seconds / 60).toFixed(1)} minutes`;
}

export const ns = (value: number) => `${digits(value)} ns`;

/** The folder of an activation or of one of its variants. */
export const folderOf = (name: string) => name.split(':')[0]!;

function beside({ row }: Pick<ArmCost, 'row'>, { row: relu }: ArmCost): string {
  if (row === undefined || relu === undefined) return '';
  return digits(sumOf(row) / sumOf(relu));
}

const sumOf = ({ forward, backward }: NonNullable<ArmCost['row']>) => forward.median + backward.median;
