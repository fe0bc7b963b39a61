import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { smallCifar, temporaryFolder } from '@rectified/testing/files';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call } from './call.js';

const directory = temporaryFolder(afterAll);
const inside = (...names: string[]) => join(directory, ...names);
const data = smallCifar(inside('cifar'));

beforeAll(() => {
  const truncated = readFileSync(join(smallCifar(inside('truncated')), 'data_batch_3.bin'));
  writeFileSync(inside('truncated', 'data_batch_3.bin'), truncated.subarray(0, -100));

  const bytes = readFileSync(join(smallCifar(inside('label')), 'data_batch_2.bin'));
  bytes[3073 * 4] = 10;
  writeFileSync(inside('label', 'data_batch_2.bin'), bytes);

  mkdirSync(inside('cifar100'));
  for (const name of ['train.bin', 'test.bin'])
    writeFileSync(inside('cifar100', name), new Uint8Array(3074 * 3));

  writeFileSync(inside('broken.yaml'), 'epochs: 3\nbatch: [1,\n');
  writeFileSync(inside('mistyped.yaml'), 'epochs: 3\nbacth: 10\n');
  writeFileSync(inside('a-file'), '');
});

/** A command line that is right but for what a test adds. */
const train = (...more: string[]) => [
  'train',
  '--data',
  data,
  '--width',
  '0.05',
  '--out',
  inside('run'),
  ...more,
];
const compare = (...more: string[]) => ['compare', '--data', data, '--out', inside('runs'), ...more];

describe('is one clear message and exit code 2', () => {
  it.each<[string, () => string[], RegExp]>([
    ['a missing folder', () => train('--data', inside('none')), /none: .*no such folder/],
    [
      'a truncated batch file',
      () => train('--data', inside('truncated')),
      /data_batch_3\.bin: .*expected .*got /,
    ],
    ['a label out of range', () => train('--data', inside('label')), /data_batch_2\.bin: .*label.*10/],
    ['CIFAR-100 given as CIFAR-10', () => train('--data', inside('cifar100')), /CIFAR-100/],
    [
      'a compiled step without TensorFlow',
      () => train('--engine', 'compiled', '--backend', 'wasm'),
      /the engine "compiled".*expected the backend tfjs-node or tfjs-node-gpu, got wasm\. Leave out `--backend`/,
    ],
    [
      'an export without a format',
      () => ['export', inside('run'), '--out', inside('exported')],
      /--format is missing: expected savedmodel/,
    ],
    [
      'an export in a format that there is not',
      () => ['export', inside('run'), '--format', 'onnx'],
      /--format: expected "savedmodel", got "onnx"/,
    ],
    [
      'an export to nowhere',
      () => ['export', inside('run'), '--format', 'savedmodel'],
      /--out is missing: expected a new folder/,
    ],
    [
      'describe without a network',
      () => ['describe'],
      /--architecture is missing: expected nin, bn-inception/,
    ],
    [
      'a network that is not known',
      () => ['describe', '--architecture', 'ndsb'],
      /unknown architecture "ndsb".*Did you mean "ndsb-net"\?/,
    ],
    [
      'a shape of two numbers',
      () => ['describe', '--architecture', 'nin', '--shape', '70,70'],
      /--shape: expected height, width and channels, such as 70,70,3, got "70,70"/,
    ],
    [
      'half a class',
      () => ['describe', '--architecture', 'nin', '--classes', '2.5'],
      /--classes: expected a whole number from 1 to 100000, got 2.5/,
    ],
    [
      'images too small for the network',
      () => ['describe', '--architecture', 'ndsb-net', '--shape', '16,16,3'],
      /at least 24 x 24 cells, got 16 x 16/,
    ],
    [
      'a diagram in a folder that is a file',
      () => ['describe', '--architecture', 'nin', '--width', '0.1', '--out', inside('a-file', 'x.svg')],
      /a-file/,
    ],
    [
      'an option that the network does not have',
      () => train('--architecture', 'bn-inception', '--recipe', 'demo'),
      /unknown option "dropout" of bn-inception/,
    ],
    [
      'an unknown activation',
      () => train('--activation', 'rrelo'),
      /unknown activation "rrelo".*Did you mean "rrelu"\?/,
    ],
    [
      'an unknown arm',
      () => compare('--activations', 'relu,prulu'),
      /unknown activation "prulu".*Did you mean "prelu"\?/,
    ],
    [
      'a package without an activation',
      () => train('--activation', 'commander'),
      /commander exports no activation: expected .*got the exports .*Command/,
    ],
    ['broken YAML', () => train('--recipe', inside('broken.yaml')), /broken\.yaml:3: /],
    [
      'a mistyped key',
      () => train('--recipe', inside('mistyped.yaml')),
      /mistyped\.yaml:2: unknown key "bacth".*"batch"\?/,
    ],
    ['an unknown recipe', () => train('--recipe', 'quik'), /unknown recipe "quik".*"quick"\?/],
    ['unwritable output', () => train('--out', inside('a-file', 'run')), /a-file/],
    ['unwritable output of a comparison', () => compare('--out', inside('a-file', 'runs')), /a-file/],
    ['no output', () => ['train'], /--out is missing/],
    ['no output of a comparison', () => ['compare'], /--out is missing/],
    ['--epochs -1', () => train('--epochs', '-1'), /--epochs: expected a whole number from 1, got -1/],
    ['--seeds 1,x', () => compare('--seeds', '1,x'), /--seeds\[1\]: expected a whole number .*got "x"/],
    ['--limit 0', () => train('--limit', '0'), /--limit: expected a whole number from 1, got 0/],
    [
      '--limit beyond the images',
      () => train('--limit', '51'),
      /limit: expected at most the 50 images .*got 51/,
    ],
    ['--jobs 0', () => compare('--jobs', '0'), /--jobs: expected a whole number from 1 to 1024, got 0/],
    ['--batch x', () => train('--batch', 'x'), /--batch: expected a whole number from 1, got "x"/],
    ['an unknown augmentation', () => train('--augment', 'model11'), /"model11".*"model1"\?/],
    ['an unknown dataset', () => train('--dataset', 'cifar11'), /unknown dataset "cifar11".*"cifar10"\?/],
    [
      'an unknown dataset to fetch',
      () => ['datasets', 'fetch', 'cifar11'],
      /unknown dataset "cifar11".*"cifar10"\?/,
    ],
    ['a folder that is no run', () => ['evaluate', directory], /not the folder of a run/],
    ['predict from a folder that is no run', () => ['predict', directory], /not the folder of a run/],
    ['no views', () => ['predict', 'run', '--views', '0'], /--views: expected a whole number from 1, got 0/],
    [
      'half a grid',
      () => ['predict', 'run', '--grid', 'x'],
      /--grid: expected a whole number from 1, got "x"/,
    ],
    [
      'a prediction that cannot be written',
      () => ['predict', 'run', '--out', inside('a-file', 'x.json')],
      /a-file/,
    ],
    [
      'a prediction of an unknown kind',
      () => ['predict', 'run', '--out', 'x.txt'],
      /ends in \.csv or .*"x\.txt"/,
    ],
    [
      'a submission without a file',
      () => ['predict', 'run', '--test', data],
      /--out is missing: expected a file .*submission\.csv\.gz/,
    ],
    [
      'where to get what is generated',
      () => ['datasets', 'fetch', 'synthetic-cifar10', '--from', data],
      /are generated on this machine: expected neither --url nor --from/,
    ],
    [
      'an address and a place to get it from',
      () => [
        'datasets',
        'fetch',
        'cifar10',
        '--from',
        data,
        '--url',
        'http://127.0.0.1:1/',
        '--to',
        inside('to'),
      ],
      /source for fetchCifar10: expected url or from, got both/,
    ],
    [
      'to verify and to install',
      () => ['backend', 'install', '--verify'],
      /--verify and install together: expected one or the other/,
    ],
    ['nothing to show', () => ['show', '--out', 'sheet.png'], /--dataset is missing: expected cifar10, /],
    ['nowhere to show it', () => ['show', '--dataset', 'cifar10'], /--out is missing: expected a file/],
    [
      'too much to show',
      () => ['show', '--views', '21'],
      /--views: expected a whole number from 1 to 20, got 21/,
    ],
    [
      'views by an unknown augmentation',
      () => ['show', '--dataset', 'cifar10', '--data', data, '--augment', 'miror', '--out', inside('x.png')],
      /unknown augmentation "miror"/,
    ],
    ['a folder without runs', () => ['report', inside('cifar')], /no runs in this folder/],
    [
      'an unknown option',
      () => train('--epcohs', '1'),
      /unknown option '--epcohs'\s+\(Did you mean --epochs\?\)\. `rectified train --help` shows/,
    ],
    [
      'an unknown command',
      () => ['trian'],
      /unknown command 'trian'\s+\(Did you mean train\?\)\. `rectified --help` shows/,
    ],
    [
      'a missing argument',
      () => ['evaluate'],
      /missing required argument 'run'\. `rectified evaluate --help` shows/,
    ],
    [
      'an option without its value',
      () => ['train', '--out'],
      /option '--out <dir>' argument missing\. `rectified train --help` shows/,
    ],
  ])('%s', async (_, argv, message) => {
    const { code, stdout, stderr } = await call(argv());
    expect(stderr).toMatch(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^rectified: /);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2);
  });
});
