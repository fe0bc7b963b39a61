import { checkValues, Recipe } from '@rectified/experiments';
import { Command, Option } from 'commander';
import { z } from 'zod';

type Key = keyof typeof Recipe.shape;

/** Options that say what to train; the text of each is read by the same schema as a recipe's value. */
const experiment: readonly (readonly [
  key: Key,
  flag: string,
  help: string,
  read?: (text: string) => unknown,
])[] = [
  ['dataset', '--dataset <name>', 'see `rectified datasets`'],
  ['data', '--data <dir>', "the data set's folder"],
  ['architecture', '--architecture <name>', 'the network'],
  ['width', '--width <factor>', 'channels of the hidden layers relative to the paper', number],
  ['epochs', '--epochs <n>', 'passes over the training images', number],
  ['batch', '--batch <n>', 'images a step', number],
  ['limit', '--limit <n>', 'train on the first n images, and test on proportionally fewer', number],
  ['testLimit', '--test-limit <n>', 'test on the first n images', number],
  ['backend', '--backend <name>', 'auto, tfjs-node-gpu, tfjs-node, wasm or cpu'],
  ['kernels', '--kernels <name>', "of tfjs-node: auto, native or plain (TensorFlow's own)"],
];

export const activation = option('activation', '--activation <name>', 'name[:variant], npm package or file');
export const seed = option('seed', '--seed <n>', 'of weights, order and noise', number);
export const activations = option(
  'activations',
  '--activations <a,b>',
  'the arms, separated by commas',
  list,
);
export const seeds = option(
  'seeds',
  '--seeds <n,n>',
  'one run of every arm each, separated by commas',
  (text) => list(text).map(number),
);
export const jobs = option('jobs', '--jobs <n>', 'runs at a time, each in a process of its own', number);
export const out = option('out', '--out <dir>', 'folder for the results');
export const limit = option('limit', '--limit <n>', 'only the first n images', number);
export const data = option('data', '--data <dir>', "the data set's folder");
export const backend = option('backend', '--backend <name>', 'auto, tfjs-node-gpu, tfjs-node, wasm or cpu');

/** A command with the options that every command has. */
export function command(name: string, description: string, example: string): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'write one JSON document to stdout, everything else to stderr')
    .option('--quiet', 'write nothing but the result and errors')
    .option('--verbose', 'show the stack of unexpected errors')
    .addHelpText('after', `\nExample:\n  $ ${example}`);
}

/** Adds `--recipe` and the options that say what to train. */
export function withExperiment(to: Command): Command {
  to.option('--recipe <recipe>', 'quick, paper, demo or a YAML file; options given here are stronger');
  for (const [key, flag, help, read] of experiment) to.addOption(option(key, flag, help, read));
  return to;
}

/** The values among a command's options that a recipe could hold. */
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
  return new Option(flag, help).argParser((text) => checkValues(schema, { [long]: read(text) })[long]);
}

/** What is no number stays as it is, so that the error can show it. */
function number(text: string): unknown {
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}

function list(text: string): string[] {
  return text.split(',').map((item) => item.trim());
}
