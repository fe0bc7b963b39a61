import { expect, it } from 'vitest';
import { command, recipeOf, withExperiment } from '../src/options.js';

/** What the options of a command line say, as a recipe. */
function recipe(...argv: string[]) {
  const train = withExperiment(command('train', '', ''));
  return recipeOf(train.parse(argv, { from: 'user' }).opts());
}

it('--skip-bad is a flag: true where it is given, absent where it is not', () => {
  expect(recipe('--skip-bad', '--dataset', 'ndsb')).toEqual({ skipBad: true, dataset: 'ndsb' });
  expect(recipe('--dataset', 'ndsb')).toEqual({ dataset: 'ndsb' });
});

it('options of one network or dataset are gathered, and read as JSON where they are', () => {
  const own = (text: string) => ['--architecture-option', text];
  expect(
    recipe(...own('dropout=0.2'), ...own('pyramid=grids'), '--dataset-option', 'labels=["a=b"]'),
  ).toEqual({
    architectureOptions: { dropout: 0.2, pyramid: 'grids' },
    datasetOptions: { labels: ['a=b'] },
  });
  expect(() => recipe(...own('dropout'))).toThrow('expected a name and its value, such as dropout=0.2');
});

it('the help shows every option once, under a heading', () => {
  const help = withExperiment(command('train', '', '')).helpInformation();
  const headings = [...help.matchAll(/^(\S.*):$/gm)].map(([, heading]) => heading);
  expect(headings).toEqual([
    'Options',
    'What to train',
    'Which images',
    'How long, and what to measure',
    'How to compute',
    'Where results go',
  ]);
  const flags = [...help.matchAll(/^ {2}(?:-\w, )?(--[\w-]+)/gm)].map(([, flag]) => flag);
  expect(new Set(flags).size).toBe(flags.length);
  expect(help).toMatch(/Which images:\n(?: .*\n)* {2}--dataset /);
  expect(help).toMatch(/^Options:\n(?: .*\n)* {2}-h, --help/m);
});

it('--engine is one that there is', () => {
  for (const engine of ['auto', 'eager', 'compiled', 'xla'])
    expect(recipe('--engine', engine)).toEqual({ engine });
  expect(() => recipe('--engine', 'fast')).toThrow(/--engine "fast": expected auto, eager, compiled, or xla/);
});
