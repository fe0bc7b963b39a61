import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sealedJson } from '@rectified/system';
import { smallCifar, temporaryFolder } from '@rectified/testing/files';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call } from './call.js';

const directory = temporaryFolder(afterAll);
const inside = (...names: string[]) => join(directory, ...names);
const data = smallCifar(inside('cifar'));
const linux = process.platform === 'linux';

beforeAll(() => {
  symlinkSync('loop', inside('loop'));
  mkdirSync(inside('folder'));
  writeFileSync(inside('file'), '');
  if (linux) execFileSync('mkfifo', [inside('pipe')]);
});

const long = 'x'.repeat(300);
const small = () => ['--data', data, '--width', '0.05', '--batch', '10', '--epochs', '1'];
const train = (...more: string[]) => ['train', ...small(), '--out', inside('never'), ...more];
const compare = (...more: string[]) => [
  'compare',
  ...small(),
  '--activations',
  'relu',
  '--out',
  inside('runs'),
  ...more,
];
/** A recipe with this content. */
function recipe(content: string | Uint8Array, name = 'hostile.yaml'): string[] {
  writeFileSync(inside(name), content);
  return train('--recipe', inside(name));
}
const laughs = () => ['a: &a [x, x, x, x, x, x, x, x, x]', ...[...'bcdefghi'].map(nine)].join('\n');
const nine = (letter: string) =>
  `${letter}: &${letter} [${new Array(9).fill(`*${String.fromCharCode(letter.charCodeAt(0) - 1)}`).join(', ')}]`;

type Case = [what: string, argv: () => string[], message: RegExp];

/** One clear message, exit code 2, and soon. */
async function refuses(argv: string[], message: RegExp): Promise<void> {
  const { code, stdout, stderr } = await call(argv);
  expect(stderr).toMatch(message);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).not.toMatch(/unexpected|\n\s+at /);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(stderr).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
}

describe('numbers', () => {
  it.each<Case>([
    ['--epochs Infinity', () => train('--epochs', 'Infinity'), /--epochs: expected a whole .*got "Infinity"/],
    ['--epochs NaN', () => train('--epochs', 'NaN'), /got "NaN"/],
    ['--epochs 1e999', () => train('--epochs', '1e999'), /got "1e999"/],
    ['--epochs 0x10', () => train('--epochs', '0x10'), /got "0x10"/],
    ['--epochs 1_000', () => train('--epochs', '1_000'), /got "1_000"/],
    ["--epochs ''", () => train('--epochs', ''), /got ""/],
    ['--epochs 1.5', () => train('--epochs', '1.5'), /got 1\.5/],
    ['--epochs 1e300', () => train('--epochs', '1e300'), /got 1e\+300/],
    ['--seed -1', () => train('--seed', '-1'), /--seed: expected a whole number from 0 .*got -1/],
    ['--seeds 1,1', () => compare('--seeds', '1,1'), /--seeds: expected a list of different whole numbers/],
    ['--seeds 1,', () => compare('--seeds', '1,'), /--seeds\[1\]: .*got ""/],
    ['--jobs 1e9', () => compare('--jobs', '1e9'), /--jobs: expected a whole number from 1 to 1024/],
    ['--width 1e9', () => train('--width', '1e9'), /--width: expected a number above 0 and at most 32/],
    ['--views 0x5', () => ['predict', 'run', '--views', '0x5'], /--views: .*got "0x5"/],
    [
      '--shape 0x20,32,3',
      () => ['describe', '--architecture', 'nin', '--shape', '0x20,32,3'],
      /--shape: .*got "0x20,32,3"/,
    ],
    [
      '--classes 1e9',
      () => ['describe', '--architecture', 'nin', '--classes', '1e9'],
      /--classes: expected a whole number from 1 to 100000/,
    ],
    ['.inf in a recipe', () => recipe('epochs: .inf'), /:1: epochs: expected a whole .*got Infinity/],
    ['.nan in a recipe', () => recipe('width: .nan'), /got NaN/],
  ])('%s', (_, argv, message) => refuses(argv(), message));
});

describe('recipes', () => {
  it.each<Case>([
    ['an unknown tag', () => recipe('epochs: !!js/function "x"'), /:1: Unresolved tag/],
    ['an alias within itself', () => recipe('augment: &a [*a]'), /aliases that cannot be resolved/],
    ['an alias of nothing', () => recipe('epochs: *none'), /hostile\.yaml/],
    ['aliases that multiply', () => recipe(laughs()), /aliases that cannot be resolved|unknown key/],
    ['a key twice', () => recipe('epochs: 1\nepochs: 2'), /:2: Map keys must be unique/],
    ['a merge key', () => recipe('<<: { epochs: 1 }'), /unknown key "<<"/],
    ['__proto__', () => recipe('__proto__: { epochs: 1 }'), /unknown key "__proto__"/],
    ['two documents', () => recipe('epochs: 1\n---\nepochs: 2'), /multiple documents/],
    ['brackets without end', () => recipe(`a: ${'['.repeat(20_000)}`), /hostile\.yaml/],
    ['what is no UTF-8', () => recipe(Uint8Array.of(0xff, 0xfe, 0, 0x61)), /not text in UTF-8/],
    ['a control character', () => recipe('"a\\e[31mb": 3'), /unknown key "a\\u001b\[31mb"/],
    ['a file name with a zero byte', () => recipe('activation: "./a\\0b.ts"'), /a\\u0000b/],
    [
      '700,000 keys',
      () => recipe(Array.from({ length: 700_000 }, (_, key) => `k${key}: 1`).join('\n')),
      /too large: expected at most 65,536 bytes/,
    ],
    ['a long value', () => recipe(`epochs: ${'9'.repeat(20_000)}x`), /got "9{199} \.\.\./],
    ['a run.json without a configuration', () => recipe('{"config": [1]}', 'run.json'), /run\.json/],
    ['a run.json that is broken', () => recipe('{"config": ', 'run.json'), /run\.json: broken JSON/],
    ['a folder', () => train('--recipe', inside('folder')), /not a file: got a folder/],
    ['a link to itself', () => train('--recipe', inside('loop')), /a link that points back to itself/],
    ['a name that is too long', () => train('--recipe', `./${long}`), /the name is too long/],
  ])('%s', (_, argv, message) => refuses(argv(), message));

  it.runIf(linux).each<Case>([
    ['a pipe', () => train('--recipe', inside('pipe')), /not a file: got a pipe/],
    ['a device without end', () => train('--recipe', '/dev/zero'), /not a file: got a device/],
  ])('%s', (_, argv, message) => refuses(argv(), message));

  it('a byte order mark is none of the text', async () => {
    const { stderr } = await call([...recipe('\ufeffepochs: 3'), '--activation', 'none-such']);
    expect(stderr).toMatch(/unknown activation "none-such"/);
  });
});

describe('paths', () => {
  const outputs: [what: string, argv: (out: string) => string[]][] = [
    ['train', (out) => train('--out', out)],
    ['compare', (out) => compare('--out', out)],
    [
      'describe',
      (out) => ['describe', '--architecture', 'nin', '--width', '0.1', '--out', join(out, 'x.svg')],
    ],
    ['show', (out) => ['show', '--dataset', 'cifar10', '--data', data, '--out', join(out, 'x.png')]],
    ['predict', (out) => ['predict', inside('never'), '--out', join(out, 'x.csv')]],
  ];

  describe.each(outputs)('output of %s', (_, argv) => {
    it('into a link to itself', () => refuses(argv(inside('loop', 'x')), /points back to itself/));
    it('under a name that is too long', () => refuses(argv(inside(long)), /the name is too long/));
    it('below a file', () => refuses(argv(inside('file', 'x')), /is a file, not a folder/));
    it.runIf(linux)('where no folder can be made, which once never ended', () =>
      refuses(argv('/proc/rectified/x'), /cannot create a folder here/),
    );
    it.runIf(linux)('below a device', () => refuses(argv('/dev/null/x'), /is a file, not a folder/));
  });

  it.each<Case>([
    ['data in a link to itself', () => train('--data', inside('loop', 'x')), /loop/],
    ['data of a name that is too long', () => train('--data', `/${long}`), /x{300}/],
    ['an activation in a link to itself', () => train('--activation', inside('loop')), /loop/],
    ['a run in a link to itself', () => ['evaluate', inside('loop')], /loop/],
    ['a report of a link to itself', () => ['report', inside('loop')], /loop/],
  ])('%s', (_, argv, message) => refuses(argv(), message));

  it.runIf(linux)('an output that is a pipe, as a device would be, stays one', async () => {
    for (const name of ['pipe.svg', 'pipe.png', 'pipe.csv']) execFileSync('mkfifo', [inside(name)]);
    const network = ['describe', '--architecture', 'nin', '--width', '0.1'];
    await refuses([...network, '--out', inside('pipe.svg')], /pipe\.svg: a device or pipe/);
    const show = ['show', '--dataset', 'cifar10', '--data', data];
    await refuses([...show, '--out', inside('pipe.png')], /pipe\.png: a device or pipe/);
    await refuses(['predict', inside('never'), '--out', inside('pipe.csv')], /pipe\.csv: a device or pipe/);
    for (const name of ['pipe.svg', 'pipe.png', 'pipe.csv'])
      expect(lstatSync(inside(name)).isFIFO()).toBe(true);
  });

  it.runIf(linux)('an activation that is a pipe', () =>
    refuses(train('--activation', inside('pipe')), /not a file/),
  );

  it.runIf(linux)('a cache where no folder can be made, which once never ended', async () => {
    vi.stubEnv('RECTIFIED_CACHE', '/proc/rectified');
    try {
      await refuses(
        ['train', '--dataset', 'synthetic-cifar10', '--out', inside('never')],
        /cannot create a folder here/,
      );
    } finally {
      vi.unstubAllEnvs();
    }
  });
});

describe('names with control characters are shown, not obeyed', () => {
  it.each<Case>([
    ['an activation', () => train('--activation', '\u001b[2Jrelu'), /"\\u001b\[2Jrelu"/],
    ['a folder', () => ['evaluate', inside('\u001b]0;title\u0007')], /\\u001b\]0;title\\u0007/],
    ['an option', () => ['train', '--\u001b[31m'], /unknown option '--\\u001b\[31m'/],
    ['a command', () => ['\u009b31m'], /unknown command '\\u009b31m'/],
    ['a right-to-left override', () => ['evaluate', inside('\u202efdp')], /\\u202efdp/],
  ])('%s', (_, argv, message) => refuses(argv(), message));
});

it('a compare.json that was changed cannot lead out of its folder', async () => {
  const out = inside('tampered');
  mkdirSync(out);
  const run = await call(['compare', ...small(), '--activations', 'relu', '--seeds', '1', '--out', out], {
    signal: AbortSignal.abort(),
  });
  expect(run.code).toBe(130);
  const file = join(out, 'compare.json');
  // An interrupted comparison of before may not have got as far as its file.
  const known = existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : { format: 2, created: '', config: {}, seeds: [1] };
  const again = ['compare', ...small(), '--activations', 'relu', '--seeds', '1', '--out', out];
  for (const folder of ['../../outside', '..', '/tmp/outside', 'a/b', '']) {
    const changed = { ...known, arms: [{ activation: 'relu', title: 'ReLU', folder }] };
    writeFileSync(file, JSON.stringify(changed));
    await refuses(again, /compare\.json: damaged: it is not what was written/);
    // Whoever knows how files are sealed gets no further.
    writeFileSync(file, sealedJson(changed));
    await refuses(again, /compare\.json: arms\[0\]\.folder: expected the name of a folder in this one/);
  }
});
