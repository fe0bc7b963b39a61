import { type Check, checkValue, having, listOf, text } from '@rectified/errors';

const summary = having('what summarizeArms gives', 'arms', 'measure', 'baseline');
const run = having('what readRun gives', 'description', 'records');
const layer = having('a layer of describeArchitecture', 'name', 'inputs');
const compared: Check = {
  expected: '{ name, summary }',
  fits: (value) => summary.fits((value as { summary?: unknown } | null)?.summary),
};

/** Checks the arguments of this package's functions: an `InputError` says what was expected instead. */
export const given = {
  folder: (value: unknown) => checkValue('folder of a comparison', value, text('the path of a folder')),
  folders: (value: unknown) =>
    checkValue('folders of comparisons', value, listOf(text('a path'), 'a list of paths', [1])),
  runs: (value: unknown) => checkValue('runs', value, listOf(run, 'a list of results of readRun')),
  summary: (value: unknown) => checkValue('summary of a comparison', value, summary),
  summaries: (value: unknown) =>
    checkValue('summaries of comparisons', value, listOf(summary, 'a list of results of summarizeArms')),
  comparisons: (value: unknown, least = 0) =>
    checkValue('comparisons', value, listOf(compared, 'a list of { name, summary }', [least])),
  study: (value: unknown) =>
    checkValue('what is reported', value, having('an object with comparisons', 'comparisons')),
  layers: (value: unknown) =>
    checkValue(
      'layers of a network',
      value,
      listOf(layer, 'a list of layers, such as describeArchitecture returns'),
    ),
};
