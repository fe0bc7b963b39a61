import { markdownTable } from 'markdown-table';
import type { ArmCost, Costs } from '../bench/activations/costs.ts';
import { digits, withQuartiles } from '../bench/text.ts';

/** `docs/benchmarks/activations.md`: what every activation costs. */
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

- **Forward, backward**: nanoseconds of one thread for 16 numbers by the row functions of [\`@rectified/native\`](../../packages/compute/native),
  as layers call them in training, on 64 rows of 96 channels that are in the cache: bias and value, with the function's input kept where the
  gradient needs it; gradient, and the sums for the bias and what is learned. Processor time, medians of ${rounds.rows} turns. *Beside ReLU*: both together.
- **Step**: a training step of Network in Network${step.width === 1 ? '' : ` at width ${step.width}`} with batches of ${step.batch}, everything that the trainer does. Medians of ${rounds.steps} steps;
  *beside ReLU* is how many times as long as a step of the same network with ReLU just before or after it, by the clock and in processor time of all
  threads (median and middle half of the ${rounds.steps} pairs). ReLU's own row has pairs of two equal networks: so far lies noise.
- CReLU and Maxout are no functions of single elements: they are composed of tensors, and widen the layer before them (see their READMEs).

Measured by \`${costs.command}\`, ${machineOf(costs)}.
\`npm run docs\` writes this page from [its numbers](activations.json).
`;
}

/** Where and when. */
export function machineOf({ machine, backend, threads, date, seconds }: Costs): string {
  const load = `load ${digits(machine.load)} when it began`;
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
