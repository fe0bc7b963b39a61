import { expect, it } from 'vitest';
import { command, recipeOf, withExperiment } from '../src/options.js';

it('--skip-bad is a flag: true where it is given, absent where it is not', () => {
  const recipe = (...argv: string[]) =>
    recipeOf(
      withExperiment(command('train', '', ''))
        .parse(argv, { from: 'user' })
        .opts(),
    );
  expect(recipe('--skip-bad', '--dataset', 'ndsb')).toEqual({ skipBad: true, dataset: 'ndsb' });
  expect(recipe('--dataset', 'ndsb')).toEqual({ dataset: 'ndsb' });
});
