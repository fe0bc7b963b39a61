import { checkSchema, checkValue, InputError, wholeNumber } from '@rectified/errors';
import { Recipe, type Repair } from '@rectified/experiments';
import { Command, Help, Option } from 'commander';
import { z } from 'zod';

type Key = keyof typeof Recipe.shape;

/** Options that say what to train; their text is parsed by the same schema as a recipe's value. */
const experiment: readonly (readonly [
  key: Key,
  flag: string,
  help: string,
  read?: (text: string) => unknown,
])[] = [
  ['dataset', '--dataset <name>', 'a name (see `rectified datasets`), npm package or file'],
  ['data', '--data <dir>', "the dataset's folder"],
  ['skipBad', '--skip-bad', 'leave out unusable images, and record which', () => true],
  ['splitFile', '--split-file <file>', 'list of the plankton images in each part; default: drawn once'],
  [
    'initialization',
    '--initialization <name>',
    'initial weights: authors, he-gain, lsuv, ...; see `rectified architectures`',
  ],
  ['head', '--head <name>', 'the output layer: softmax, or rectifier (a ReLU and its own loss)'],
  ['epochs', '--epochs <n>', 'passes over the training images', number],
  ['batch', '--batch <n>', 'images per step', number],
  ['limit', '--limit <n>', 'train on the first n images, and test on proportionally fewer', number],
  [
    'validation',
    '--validation <n>',
    'measure on the last n training images instead of test images, and train on the others',
    number,
  ],
  ['testLimit', '--test-limit <n>', 'test on the first n images', number],
  ['evaluateEvery', '--evaluate-every <n>', 'measure every n epochs, and after the last', number],
  [
    'probe',
    '--probe [images]',
    'look into the layers after every epoch, with this many images; default: a batch',
    number,
  ],
  ['augment', '--augment <name>', 'augmentation of the images, such as model1 or pad-crop-mirror'],
  ['backend', '--backend <name>', 'auto, tfjs-node-gpu, tfjs-node, wasm or cpu'],
  [
    'precision',
    '--precision <name>',
    'precision of convolutions and matrix products on tfjs-node: float32, tf32 (GPUs) or bf16 (compiled engines, or processors with bf16 units)',
  ],
  ['log', '--log <name,name>', 'additional logs: tensorboard, an npm package or a file', list],
  ['kernels', '--kernels <name>', "kernels for tfjs-node: auto, native or plain (TensorFlow's own)"],
  [
    'engine',
    '--engine <name>',
    'what runs the steps: eager (operation by operation), compiled (tfjs-node: many steps as one function), xla, or auto (the faster of the first two); default: eager',
  ],
];

/** Headings in the help of `train` and `compare`, which have too many options for one list. */
const headings: Readonly<Record<string, readonly string[]>> = {
  'What to train:': [
    'recipe',
    'architecture',
    'architectureOptions',
    'width',
    'activation',
    'activations',
    'initialization',
    'head',
    'seed',
    'seeds',
  ],
  'Which images:': [
    'dataset',
    'data',
    'datasetOptions',
    'limit',
    'testLimit',
    'validation',
    'augment',
    'skipBad',
    'splitFile',
  ],
  'How long, and what to measure:': ['epochs', 'batch', 'evaluateEvery', 'probe'],
  'How to compute:': ['backend', 'kernels', 'engine', 'precision', 'jobs', 'devices'],
  'Where results go:': ['out', 'log', 'goBack', 'startOver'],
};

export const architectureOption = ownOption(
  'architectureOptions',
  '--architecture-option <name=value>',
  'an option of this network (see `rectified architectures`); repeatable',
);
export const datasetOption = ownOption(
  'datasetOptions',
  '--dataset-option <name=value>',
  'an option of this dataset (see `rectified datasets`); repeatable',
);
export const activation = option('activation', '--activation <name>', 'name[:variant], npm package or file');
export const architecture = option(
  'architecture',
  '--architecture <name>',
  'the network: a name, npm package or file',
);
export const width = option(
  'width',
  '--width <factor>',
  'channels of the hidden layers relative to the paper',
  number,
);
export const seed = option('seed', '--seed <n>', 'seed of weights, order and noise', number);
export const activations = option(
  'activations',
  '--activations <a,b>',
  'the arms, separated by commas',
  list,
);
export const seeds = option(
  'seeds',
  '--seeds <n,n>',
  'one run of every arm per seed, separated by commas',
  (text) => list(text).map(number),
);
export const jobs = option(
  'jobs',
  '--jobs <n>',
  'number of runs at a time, each in a separate process',
  number,
);
export const devices = option(
  'devices',
  '--devices <n,n>',
  'numbers of the GPUs, with one run on each at a time; with more --jobs, runs share them',
  (text) => list(text).map(number),
);
export const out = option('out', '--out <dir>', 'folder for the results');
export const limit = option('limit', '--limit <n>', 'only the first n images', number);
export const data = option('data', '--data <dir>', "the dataset's folder");
export const backend = option('backend', '--backend <name>', 'auto, tfjs-node-gpu, tfjs-node, wasm or cpu');
export const dataset = option(
  'dataset',
  '--dataset <name>',
  'a name (see `rectified datasets`), npm package or file',
);
export const skipBad = option('skipBad', '--skip-bad', 'leave out unusable images', () => true);
export const splitFile = (help: string) => option('splitFile', '--split-file <file>', help);
export const batch = option('batch', '--batch <n>', 'images per step; default: as in training', number);
export const augment = (help: string) => option('augment', '--augment <name>', help);
export const viewSeed = (help: string) => option('seed', '--seed <n>', help, number);

/** A command with the options of every command. */
export function command(name: string, description: string, example: string): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'write one JSON document to stdout and everything else to stderr')
    .option('--quiet', 'write only the result and errors')
    .option('--verbose', 'show the stack of unexpected errors')
    .addHelpText('after', `\nExample:\n  $ ${example}`);
}

/** Adds `--recipe` and the options that say what to train. */
export function withExperiment(to: Command): Command {
  to.option(
    '--recipe <recipe>',
    'defaults for all other options: quick, budget, paper, demo or a YAML file; default: paper, which takes hours',
  );
  to.addOption(architecture).addOption(architectureOption).addOption(width).addOption(datasetOption);
  for (const [key, flag, help, read] of experiment) to.addOption(option(key, flag, help, read));
  return to.configureHelp({
    groupItems(all, visible, groupOf) {
      return Help.prototype.groupItems.call(this, all, visible, (item: Option | Command) =>
        item instanceof Option ? headingOf(item) : groupOf(item as never),
      ) as Map<string, never[]>;
    },
  });
}

/** The heading in the help for an option of an experiment. */
function headingOf(option: Option): string {
  const key = option.attributeName();
  return Object.entries(headings).find(([, keys]) => keys.includes(key))?.[0] ?? 'Options:';
}

/** Adds the options for an existing run that cannot simply continue. */
export function withRepair(to: Command, which: string): Command {
  return to
    .addOption(
      new Option(
        '--go-back',
        'if a file of the last checkpoint is damaged, continue from the one before',
      ).conflicts('startOver'),
    )
    .option('--start-over', `start ${which} over, and keep the existing files under another name`);
}

/** What was requested by {@link withRepair}. */
export function repairOf({ goBack, startOver }: Readonly<Record<string, unknown>>): Repair | undefined {
  return startOver ? 'start-over' : goBack ? 'go-back' : undefined;
}

/** The values among a command's options that a recipe can contain. */
export function recipeOf(options: Readonly<Record<string, unknown>>): Recipe {
  return Object.fromEntries(Object.entries(options).filter(([key]) => Object.hasOwn(Recipe.shape, key)));
}

function option(
  key: Key,
  flag: string,
  help: string,
  read: (text: string) => unknown = (text) => text,
): Option {
  const long = flag.split(' ')[0]!;
  const schema = z.object({ [long]: Recipe.shape[key] });
  return new Option(flag, help).argParser((text) => checkSchema(schema, { [long]: read(text) })[long]);
}

/** A repeatable option that collects the options of a single network or dataset, under the key of a recipe. */
function ownOption(key: Key & `${string}Options`, flag: string, help: string): Option {
  const long = flag.split(' ')[0]!;
  const read = (text: string, before: Readonly<Record<string, unknown>> = {}) => {
    const [, name, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      throw new InputError({
        what: long,
        expected: 'a name and its value, such as dropout=0.2',
        got: JSON.stringify(text),
      });
    return { ...before, [name.trim()]: scalar(value) };
  };
  const made = new Option(flag, help).argParser(read);
  made.attributeName = () => key;
  return made;
}

/** Parses `0.5`, `true`, `"5"` and `[1, 2]` as JSON; everything else is text. */
function scalar(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** An option whose value is a number of at least 1, and which is not part of recipes. */
export function whole(flag: string, help: string, most?: number): Option {
  const check = wholeNumber({ from: 1, to: most });
  return new Option(flag, help).argParser((text) => checkValue(flag.split(' ')[0]!, number(text), check));
}

/** Leaves anything but a number in decimal digits unchanged, so that the error can show it. */
function number(text: string): unknown {
  return isDecimal(text) ? Number(text) : text;
}

/** Excludes `0x10`, `1_000` and `Infinity`. */
export function isDecimal(text: string): boolean {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text.trim()) && Number.isFinite(Number(text));
}

function list(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}
