import type { Activation } from '@rectified/activation';
import { activations } from '@rectified/activations';
import { paperTables } from '@rectified/report';
import { markdownTable } from 'markdown-table';
import { count, withUnit } from '../../packages/app/report/src/text.ts';
import type { Costs } from '../bench/activations/costs.ts';
import { digits } from '../bench/text.ts';
import { folderOf } from './costs-page.ts';
import { lowestOf, overviewTable, reportSections, seedCount } from './measured.ts';
import type { Report } from './read-reports.ts';

export interface ChoosingSources {
  readonly reports: readonly Report[];
  readonly costs: Costs;
  /** READMEs by the names of their activations. */
  readonly readmes: ReadonlyMap<string, string>;
}

/** `docs/choosing.md`: which activation to use, what was measured, and what is not known. */
export function choosingPage({ reports, costs, readmes }: ChoosingSources): string {
  return `# Which one should I use?

${inShort(reports, costs)}

## What was measured here

${overviewTable(reports)}

Short runs show how fast a network learns at first, and little about where it ends up. Errors are test errors after the last epoch. All arms share
the same settings and, for a given seed, the same order of images, the same dropout and the same initial weights (up to the gain). A difference is
*shown* if a paired sign-flip test over at least six seeds finds it; with fewer seeds, the order of two arms can be chance.

${reportSections(reports)}

## What the paper measured

Results from arXiv 1505.00853, one run each, trained to the end (test error; log-loss for plankton):

${paperResults()}

CIFAR errors less than about a point apart are within the noise of 10,000 test images. PReLU has the lowest training error in all three
tables and RReLU the lowest test error (tied with a = 5.5 on CIFAR-10). Leaky ReLU with a = 100 differs little from ReLU.

## What they cost

${costText(costs)}

## Every activation at a glance

${everyActivation(readmes, costs)}

## What is not known

${unknown(reports, costs)}

---

\`npm run docs\` writes this page from the reports in [results](results) and the costs in [benchmarks](benchmarks/activations.md).
`;
}

function inShort(reports: readonly Report[], costs: Costs): string {
  const leaky = lowestOf(reports, 'leaky-relu:5.5');
  const paper = paperTables.filter(({ arms }) => arms['leaky-relu:5.5']!.test < arms.relu!.test).length;
  return `- **A convolutional network, with nothing else known**: leaky ReLU with a = 5.5 (\`leaky-relu:5.5\`). No unit can die, a training step takes
  ${stepOf(costs, 'leaky-relu')} times as long as with ReLU, and its test error was below ReLU's in ${paper} of the paper's ${paperTables.length} tables and in ${leaky.below} of ${count(leaky.all, 'comparison')} here that ${leaky.all === 1 ? 'includes' : 'include'} both.
- **Few images, training to the end**: RReLU (\`rrelu\`), the paper's finding: it has the lowest test error on CIFAR-100 and plankton. It regularizes, so
  train it for long enough. A training step takes ${stepOf(costs, 'rrelu')} times as long as with ReLU; inference costs the same.
- **Short training, or many images**: PReLU (\`prelu\`) learns its slopes and fits fastest, but overfits when images are few. A training step takes
  ${stepOf(costs, 'prelu')} times as long as with ReLU.
- **A published network**: the activation it was published with. GELU for transformers and ConvNeXt (check the form: \`gelu\` or \`gelu:tanh\`), SiLU (\`swish:silu\`) for EfficientNet,
  Mish for YOLOv4, hard-swish and ReLU6 for MobileNets, SELU for self-normalizing dense networks.
- **A network without batch normalization that does not learn**: first check the weight initialization (\`initialization: 'he-gain'\` or LSUV), then try a leaky activation.
  \`--probe\` shows [which units are dead](probe.md).
- **Repeated trainings must agree**: SmeLU. **Low-precision inference**: ReLU6. **Positive outputs**: Softplus as the last layer.

If in doubt, measure: \`npx @rectified/cli compare --recipe quick --activations relu,leaky-relu:5.5,prelu,rrelu\`, with at least six seeds if the answer matters.`;
}

function paperResults(): string {
  const names: Readonly<Record<string, string>> = {
    cifar10: 'CIFAR-10, NIN, 5,000 per class',
    cifar100: 'CIFAR-100, NIN, 500 per class',
    ndsb: 'plankton, 121 classes, 25,000 in total',
  };
  const arms = Object.keys(paperTables[0]!.arms);
  return markdownTable(
    [
      ['', ...paperTables.map(({ dataset }) => names[dataset] ?? dataset)],
      ...arms.map((arm) => [
        `\`${arm}\``,
        ...paperTables.map(({ arms, measure }) => {
          const found = arms[arm];
          return found === undefined ? '' : withUnit(found.test, measure);
        }),
      ]),
    ],
    { align: ['l', ...paperTables.map(() => 'r')] },
  );
}

const stepOf = (costs: Costs, name: string) => {
  const arm = costs.arms.find((each) => each.name === name);
  return arm === undefined ? 'an unknown number of' : digits(arm.step.ratio.median);
};

function costText(costs: Costs): string {
  const formulas = costs.arms.filter(({ row }) => row !== undefined);
  const [least, ...others] = formulas.toSorted((a, b) => a.step.ratio.median - b.step.ratio.median);
  const most = others.at(-1)!;
  return `A training step of Network in Network took from ${digits(least!.step.ratio.median)} (${least!.title}) to ${digits(most.step.ratio.median)} (${most.title}) times as long as with ReLU on the native kernels, which compute the
activation together with the convolution, so cost is seldom a reason to choose one. Without them (wasm, WebGL, a browser) each activation is a separate pass. [All costs](benchmarks/activations.md).`;
}

function everyActivation(readmes: ReadonlyMap<string, string>, costs: Costs): string {
  const rows = measuredActivations(costs).map(({ name, title, paper: { year, arxiv } = {} }) => [
    `[${title}](../packages/activations/${name}) \`${name}\``,
    arxiv === undefined ? String(year) : `[${year}](https://arxiv.org/abs/${arxiv})`,
    stepOf(costs, name),
    whenToUse(readmes.get(name) ?? ''),
  ]);
  return markdownTable([['', 'paper', 'step', 'when'], ...rows], { align: ['l', 'l', 'r', 'l'] });
}

/** The activations whose cost has been measured; a new one appears here once it has been. */
function measuredActivations({ arms }: Costs): Activation[] {
  return Object.values(activations).filter(({ name }) => arms.some((arm) => arm.name === name));
}

/** The first sentence of a README's `When to use it`. */
function whenToUse(readme: string): string {
  const [, section = ''] = readme.split('## When to use it\n');
  const text = section
    .split(/\n##+ /)[0]!
    .trim()
    .replace(/\s+/g, ' ');
  const [sentence = ''] = /^.*?\.(?= |$)/.exec(text) ?? [];
  return sentence.replaceAll('](../', '](../packages/activations/');
}

function unknown(reports: readonly Report[], costs: Costs): string {
  const [single, few] = [2, 6].map((seeds) =>
    reports.filter(({ summary }) => seedCount(summary) < seeds),
  ) as [Report[], Report[]];
  const complete = reports.filter(
    ({ summary: { config, paper } }) => paper !== undefined && config.epochs === paper.epochs,
  );
  const never = measuredActivations(costs)
    .map(({ name }) => name)
    .filter((name) => !reports.some(({ summary }) => summary.arms.some(({ arm }) => folderOf(arm) === name)));
  return [
    `Of the ${count(reports.length, 'comparison')} here, ${single.length} had one seed and ${few.length} had fewer than six, too few for a test.`,
    complete.length > 0
      ? `${count(complete.length, 'comparison')} trained for as long as the paper's networks.`
      : "No network was trained for as long as the paper's (260 epochs and more): the ranking at the end may differ from the one after a few epochs.",
    ...(never.length > 0 ? [`No comparison includes ${never.map((name) => `\`${name}\``).join(', ')}.`] : []),
    "All arms share one learning rate, either that of ReLU's recipe or one chosen for all. Each arm may have a better rate of its own, and ReLU suffers most from a rate that is too high.",
    'Nothing larger than CIFAR-100 and plankton was tried, and no transformers, detection or text. What the papers on smooth activations claim for those was not tested here.',
    "Costs were measured on one CPU with native kernels; on GPUs only TensorFlow's own operations were used, and they were not timed.",
  ]
    .map((line) => `- ${line}`)
    .join('\n');
}
