import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import {
  installTensorFlow,
  loadBackends,
  type RemovedPart,
  removeTensorFlow,
  verifyInstallation,
} from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { buildNative } from '@rectified/native';
import { smallCifar, temporaryFolder } from '@rectified/testing/files';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { call } from './call.js';

vi.mock(import('@rectified/backend'), async (original) => ({
  ...(await original()),
  installTensorFlow: vi.fn(),
  removeTensorFlow: vi.fn(),
  verifyInstallation: vi.fn(),
}));
vi.mock(import('@rectified/native'), async (original) => ({ ...(await original()), buildNative: vi.fn() }));

const require = createRequire(import.meta.url);
const tensorFlow = (await loadBackends()).includes('tensorflow');
/** Lets child processes run TypeScript. */
const tsx = pathToFileURL(require.resolve('tsx')).href;
const directory = temporaryFolder(afterAll);
let data: string;
const inside = (...names: string[]) => join(directory, ...names);
const small = () => ['--data', data, '--width', '0.05', '--batch', '10', '--epochs', '1'];

beforeAll(() => {
  data = smallCifar(inside('cifar'));
  vi.stubEnv('RECTIFIED_CACHE', inside('cache'));
  // Where they are set, as CI is by who runs these tests, there are no bars.
  for (const name of ['CI', 'NO_COLOR', 'TERM']) vi.stubEnv(name, '');
});
afterAll(() => void vi.unstubAllEnvs());

describe('--help', () => {
  it.each([
    ['train'],
    ['evaluate'],
    ['predict'],
    ['export'],
    ['compare'],
    ['report'],
    ['show'],
    ['describe'],
    ['check'],
    ['activations'],
    ['architectures'],
    ['recipes'],
    ['datasets'],
    ['datasets', 'fetch'],
    ['backend'],
    ['backend', 'install'],
    ['backend', 'remove'],
  ])('%s %s shows an example of the command', async (...names) => {
    const { code, stdout, stderr } = await call([...names.filter(Boolean), '--help']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toContain(`Example:\n  $ rectified ${names.filter(Boolean).join(' ')}`);
  });

  it.each([
    ['plot', "unknown command 'plot'. `rectified --help` shows how to call it"],
    ['trian', "unknown command 'trian'\n(Did you mean train?). `rectified --help` shows how to call it"],
    [
      'datasets fech',
      'unknown command "datasets fech": expected datasets fetch or datasets seal. Did you mean "datasets fetch"?',
    ],
    ['train extra', 'train takes only options: got "extra". `rectified train --help` lists them'],
    [
      'backend remove x',
      'backend remove takes only options: got "x". `rectified backend remove --help` lists them',
    ],
  ])('does not hide that there is no such command: %s', async (words, message) => {
    for (const flag of ['--help', '-h'])
      expect(await call([...words.split(' '), flag])).toEqual({
        code: 2,
        stdout: '',
        stderr: `rectified: ${message}\n`,
      });
  });

  it('the version of the command is told', async () => {
    expect(await call(['--version'])).toMatchObject({
      code: 0,
      stdout: `${require('../package.json').version}\n`,
      stderr: '',
    });
  });

  it('the program lists its commands', async () => {
    expect((await call(['--help'])).stdout).toMatch(
      /train[\s\S]*evaluate[\s\S]*compare[\s\S]*report[\s\S]*datasets[\s\S]*backend/,
    );
  });
});

describe('train, evaluate and report', () => {
  it('trains and says on what, how it goes and how it went; then keeps the run', async () => {
    const argv = ['train', ...small(), '--activation', 'prelu', '--out', inside('a')];
    const first = await call(argv);
    expect(first.code).toBe(0);
    expect(first.stderr).toMatch(/^backend: /m);
    expect(first.stderr).toMatch(
      /^prelu: epoch 1: train error \d+\.\d\d % \(clean \d+\.\d\d %\), test error \d+\.\d\d %$/m,
    );
    expect(first.stdout).toMatch(
      /^finished: train error .*1 epoch.*img\/s(\. No better than guessing: .*)?\n.*a\n$/,
    );
    const second = await call([...argv, '--json']);
    expect(second).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/had already ended and is kept/),
    });
    expect(JSON.parse(second.stdout)).toMatchObject({
      folder: inside('a'),
      config: { activation: 'prelu', epochs: 1, batch: 10 },
      result: { status: 'finished', epochs: 1, steps: 5 },
      kept: true,
    });
  });

  it('measures a run', async () => {
    const { code, stdout, stderr } = await call([
      'evaluate',
      inside('a'),
      '--data',
      data,
      '--limit',
      '5',
      '--json',
    ]);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^backend: /m);
    const { images, error, interval } = JSON.parse(stdout);
    expect(images).toBe(5);
    expect(error).toBeGreaterThanOrEqual(interval.low);
    const text = await call(['evaluate', inside('a')]);
    expect(text.stdout).toMatch(/^test error .* % \(95 % interval .*\), loss \d.*, 10 images\n$/);
  });

  it.skipIf(!tensorFlow)('exports a run, and says what its network takes', async () => {
    const out = inside('exported');
    const { code, stdout } = await call(['export', inside('a'), '--format', 'savedmodel', '--out', out]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\nimages: float32 \[n, 32, 32, 3\], bytes from 0 to 255 \(it scales them itself\) -> /,
    );
  });

  it('predicts by a run, with views of each image', async () => {
    const out = inside('predictions.csv.gz');
    const views = ['--grid', '4', '--augment', 'pad-crop-mirror', '--limit', '4', '--batch', '3'];
    const { code, stdout, stderr } = await call(['predict', inside('a'), ...views, '--out', out]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^backend: .*\n$/s) });
    const measures = 'log-loss \\d+\\.\\d{4}, error .* % \\(95 % interval .* % to .* %\\)';
    expect(stdout).toMatch(
      new RegExp(
        `^CIFAR-10 test .*: 4 images\nmean of 18 crops: ${measures}\ncentral view: ${measures}\n${out}\n$`,
      ),
    );
    expect(gunzipSync(readFileSync(out)).toString()).toMatch(/^index,label,airplane,.*\n0,0,0\.\d/);

    const one = [...views.slice(2), '--views', '1', '--seed', '3'];
    const { stdout: json } = await call(['predict', inside('a'), ...one, '--json', '--quiet']);
    const { images, views: averaged, measures: both } = JSON.parse(json);
    expect({ images, averaged, both }).toMatchObject({
      images: 4,
      averaged: 1,
      both: { averaged: { error: expect.any(Number) }, central: { logLoss: expect.any(Number) } },
    });
  });

  it('shows how far a prediction is, and stops', async () => {
    const stop = new AbortController();
    const argv = ['predict', inside('a'), '--views', '2', '--augment', 'pad-crop-mirror'];
    const { code, stderr } = await call(argv, { isTTY: true });
    expect(code).toBe(0);
    expect(stderr).toMatch(/predict .*[█░].* % .*(central view|view [12] of 2)/);
    stop.abort();
    const stopped = await call([...argv, '--out', inside('none.json')], { signal: stop.signal });
    expect(stopped).toMatchObject({ code: 130, stdout: '' });
    expect(existsSync(inside('none.json'))).toBe(false);
  });

  it('reports a run', async () => {
    const { code, stdout } = await call(['report', inside('a'), '--out', inside('report')]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/\| PReLU .*\|[\s\S]*Report: /);
    const { html } = JSON.parse((await call(['report', inside('a'), '--json'])).stdout);
    expect(readFileSync(html, 'utf8')).toMatch(/<svg/);
  });

  it('reports several together, and needs a place for that', async () => {
    cpSync(inside('a'), inside('a2'), { recursive: true });
    const missing = await call(['report', inside('a'), inside('a2')]);
    expect(missing).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--out is missing.*such as --out/),
    });
    const { code, stdout } = await call(['report', inside('a'), inside('a2'), '--out', inside('both')]);
    expect(code).toBe(0);
    expect(stdout.match(/^# NIN on /gm)!.length).toBeGreaterThan(1);
    expect(readFileSync(inside('both/report.html'), 'utf8')).toMatch(/<svg/);
  });

  it('follows runs until all have ended, or until it is stopped', async () => {
    const ended = await call(['report', inside('a'), '--watch', '--out', inside('watched')]);
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^1 of 1 run has ended: .*html$/m),
    });
    expect(ended.stdout).toMatch(/Report: /);
    expect(readFileSync(inside('watched/report.html'), 'utf8')).not.toContain('http-equiv="refresh"');

    mkdirSync(inside('none-yet'));
    const stop = new AbortController();
    const waiting = call(['report', inside('none-yet'), '--watch'], { signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    expect(await waiting).toMatchObject({
      code: 130,
      stdout: '',
      stderr: expect.stringContaining('no runs yet'),
    });
    expect(await call(['report', inside('nowhere'), '--watch'])).toMatchObject({ code: 2 });
  });

  it('--quiet writes the result alone', async () => {
    const { code, stdout, stderr } = await call(['train', ...small(), '--out', inside('quiet'), '--quiet']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^finished: /);
  });

  it('shows a bar on a terminal', async () => {
    const { stderr } = await call(['train', ...small(), '--out', inside('bar')], { isTTY: true });
    expect(stderr).toMatch(/rrelu .*[█░].* %/);
    expect(stderr).toMatch(/epoch 1: train error/);
  });

  it('stops, saves, and says how to go on', async () => {
    const argv = ['train', ...small(), '--out', inside("it's stopped")];
    const { code, stderr } = await call(argv, { signal: AbortSignal.abort() });
    expect(code).toBe(130);
    const quoted = argv.map((word) => (word.includes("'") ? `'${word.replace("'", `'\\''`)}'` : word));
    expect(stderr).toContain(`to resume:\n  rectified ${quoted.join(' ')}\n`);
    expect(await call(argv)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('resuming') });
  });

  it('exits with 1 where the run diverges, and says so', async () => {
    writeFileSync(inside('fast.yaml'), 'optimizer: { rate: 1.0e9 }');
    const result = await call([
      'train',
      ...small(),
      '--recipe',
      inside('fast.yaml'),
      '--out',
      inside('fast'),
    ]);
    expect(result).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^diverged: Training diverged: .* \(.*0 complete epochs.* img\/s\)\n/),
    });
  });
});

it('compares in child processes and ends with the table', async () => {
  vi.stubEnv('NODE_OPTIONS', `--conditions=@rectified/source --import ${tsx}`);
  const out = inside('comparison');
  const argv = [
    'compare',
    ...small(),
    '--activations',
    'relu,rrelu',
    '--seeds',
    '1',
    '--jobs',
    '2',
    '--out',
    out,
  ];
  const first = await call(argv);
  expect(first.code).toBe(0);
  expect(first.stderr).toMatch(/^backend: /m);
  expect(first.stderr).toMatch(/^rrelu seed 1: finished/m);
  expect(first.stdout).toMatch(/\| ReLU .*12\.45[\s\S]*\| RReLU .*11\.19[\s\S]*Report: .*report\.html\n$/);
  const again = await call([...argv, '--json']);
  expect(again.stderr).toMatch(/relu seed 1: kept: finished/);
  const { runs, report } = JSON.parse(again.stdout);
  expect(runs.map(({ end }: { end: { kept: boolean } }) => end.kept)).toEqual([true, true]);
  expect(existsSync(report.html)).toBe(true);
  const stopped = await call([...argv, '--seeds', '2'], { signal: AbortSignal.abort() });
  expect(stopped).toMatchObject({
    code: 130,
    stderr: expect.stringMatching(/to resume:\n {2}rectified compare /),
  });
});

describe('lists', () => {
  it.each([
    [
      'activations',
      /^relu: ReLU\n {2}y = max\(x, 0\)\n {2}Nair, Hinton 2010: [\s\S]*leaky-relu:100: Leaky ReLU, a = 100[\s\S]*in inference: y = x if x > 0, else [\s\S]*dy\/dx := 1 if x > -gradientThreshold, else 0/,
    ],
    [
      'architectures',
      /^nin: Network in Network[\s\S]*arXiv 1312\.4400\n[\s\S]* {2}dropout=0\.5: a number of at least 0/,
    ],
    ['recipes', /paper \(ndsb, ndsb-net\): arXiv 1505\.00853, Table 5: [^\n]*\.\n[\s\S]*demo: /],
    ['datasets', /ndsb: National Data Science Bowl, 121 classes, [^\n]*log-loss\n/],
  ])('%s are for people, and with --json for programs', async (name, text) => {
    expect(await call([name])).toMatchObject({ code: 0, stdout: expect.stringMatching(text) });
    const list = JSON.parse((await call([name, '--json'])).stdout);
    expect(list.length).toBeGreaterThan(2);
    for (const one of list) expect(one.name).toMatch(/^[a-z0-9-]+$/);
  });
});

describe('datasets', () => {
  it('lists what is known, where it lies and how to get it', async () => {
    const { code, stdout } = await call(['datasets']);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^cifar10: CIFAR-10, 10 classes, 50,000 \+ 10,000 images, measured by the share of wrong answers\n {2}not in .*fetch cifar10/,
    );
    const list = JSON.parse((await call(['datasets', '--json'])).stdout);
    expect(list[0]).toMatchObject({ name: 'cifar10', present: false, fetch: true });
    smallCifar(list[0].folder);
    expect((await call(['datasets'])).stdout).toContain(`wrong answers\n  ${list[0].folder}\n`);
  });
});

describe('show', () => {
  it('draws images and views', async () => {
    const out = inside('sheets', 'sheet.png');
    const sheet = ['--images', '3', '--views', '2', '--seed', '2', '--out', out];
    const argv = ['show', '--dataset', 'cifar10', '--data', data, '--augment', 'pad-crop-mirror', ...sheet];
    const { code, stdout, stderr } = await call(argv);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/sheet\.png: 3 rows of CIFAR-10 train.*, \d+ x \d+ pixels\n$/);
    expect(readFileSync(out).subarray(1, 4).toString()).toBe('PNG');
    const { rows } = JSON.parse((await call([...argv, '--json'])).stdout);
    expect(rows).toHaveLength(3);
    expect(rows[0]).toMatchObject({ index: expect.any(Number), name: expect.any(String) });
  });
});

describe('backend', () => {
  it('lists the backends', async () => {
    const { code, stdout } = await call(['backend']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^cpu: (used|available): /m);
    const reports = JSON.parse((await call(['backend', '--json'])).stdout);
    expect(reports.filter(({ used }: { used: boolean }) => used)).toHaveLength(1);
  });

  it('installs TensorFlow, or says what is missing', async () => {
    const install = vi.mocked(installTensorFlow);
    install.mockImplementation(async ({ onProgress } = {}) => {
      onProgress?.({ step: 'download', done: 1e6, total: 2e6 });
      onProgress?.({ step: 'build', detail: '@tensorflow/tfjs-node' });
      return { installed: true, changed: true, tensorflow: '2.21.0', package: '@tensorflow/tfjs-node' };
    });
    vi.mocked(buildNative).mockImplementation(async ({ onProgress } = {}) => {
      onProgress?.({ step: 'compile', done: 0, total: 14 });
      return { built: true, changed: false, path: 'native.node' };
    });
    expect(await call(['backend', 'install'])).toEqual({
      code: 0,
      stdout:
        'TensorFlow 2.21.0 is now in @tensorflow/tfjs-node\nThe native kernels are already built for it\n',
      stderr: 'download\nbuild: @tensorflow/tfjs-node\nnative kernels: compile\n',
    });
    vi.mocked(buildNative).mockResolvedValue({ built: false, reason: 'no C++ compiler' });
    expect(await call(['backend', 'install'])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(
        'The native kernels are missing, so it will be slower: no C++ compiler\n',
      ),
    });
    install.mockResolvedValue({ installed: false, reason: 'missing: g++', missing: [] });
    expect(await call(['backend', 'install'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/g\+\+/),
    });
    expect(await call(['backend', 'install', '--if-possible', '--json'])).toMatchObject({ code: 0 });
  });

  it('installs with the options of every command, before and after the name', async () => {
    const install = vi.mocked(installTensorFlow);
    install.mockImplementation(async ({ onProgress } = {}) => {
      onProgress?.({ step: 'build', detail: '@tensorflow/tfjs-node' });
      return { installed: true, changed: true, tensorflow: '2.21.0', package: '@tensorflow/tfjs-node' };
    });
    vi.mocked(buildNative).mockResolvedValue({
      built: false,
      reason: 'no luck',
      output: 'a.cc:1: all of it',
    });
    for (const argv of [
      ['backend', 'install', '--json', '--quiet'],
      ['backend', '--json', '--quiet', 'install'],
    ]) {
      const { stdout, stderr } = await call(argv);
      expect(stderr).toBe('');
      expect(JSON.parse(stdout)).toMatchObject({
        installed: true,
        native: { built: false, reason: 'no luck' },
      });
    }
    expect((await call(['backend', 'install'])).stderr).not.toContain('all of it');
    expect((await call(['backend', 'install', '--verbose'])).stderr).toContain('a.cc:1: all of it\n');
    install.mockResolvedValue({ installed: false, reason: 'pip failed', missing: [], output: 'all of pip' });
    expect((await call(['backend', 'install', '--verbose'])).stderr).toBe('all of pip\n');
    expect(await call(['backend', 'install', '--quiet'])).toEqual({
      code: 1,
      stdout: 'TensorFlow was not installed: pip failed\n',
      stderr: '',
    });
    const missing = [{ name: 'g++', remedy: 'apt-get install g++' }];
    install.mockResolvedValue({ installed: false, reason: 'missing: g++ (apt-get install g++)', missing });
    expect((await call(['backend', 'install'])).stdout).toBe(
      'TensorFlow was not installed: missing: g++ (apt-get install g++). Install what is missing and call this again\n',
    );
  });

  it('installs the native kernels with TensorFlow for GPUs where there is none', async () => {
    const installed = {
      installed: true,
      changed: false,
      tensorflow: '2.21.0',
      package: 'tfjs-node-gpu',
    } as const;
    vi.mocked(installTensorFlow).mockResolvedValue(installed);
    vi.mocked(buildNative).mockClear().mockResolvedValue({ built: true, changed: true, path: 'native.node' });
    expect((await call(['backend', 'install', '--gpu'])).stdout).toContain('not needed');
    expect(buildNative).not.toHaveBeenCalled();
    vi.mocked(installTensorFlow).mockResolvedValue({ ...installed, noGpu: 'TensorFlow finds no GPU' });
    expect((await call(['backend', 'install', '--gpu'])).stdout).toBe(
      'TensorFlow 2.21.0 is already in tfjs-node-gpu\nIt will compute on the CPU: TensorFlow finds no GPU\nThe native kernels are now built for it\n',
    );
    expect(buildNative).toHaveBeenCalledWith(expect.objectContaining({ package: 'tfjs-node-gpu' }));
  });

  it('removes what was installed, and says how much that frees', async () => {
    const remove = vi.mocked(removeTensorFlow);
    const parts = [
      { file: '/cache/tensorflow', bytes: 5.8e9 },
      { file: '/cache/native', bytes: 1e6 },
    ];
    remove.mockImplementationOnce(async ({ onRemoved } = {}) => {
      for (const part of parts) onRemoved?.(part);
      return parts;
    });
    expect(await call(['backend', 'remove', '--gpu'])).toEqual({
      code: 0,
      stdout: 'removed: /cache/tensorflow\nremoved: /cache/native\n5.8 GB are free again\n',
      stderr: '`rectified backend install --gpu` installs it again, for every project that needs it\n',
    });
    expect(remove).toHaveBeenLastCalledWith(expect.objectContaining({ gpu: true }));
    const link = { file: '/cache/tensorflow', bytes: 13, leadsTo: '/disk/tensorflow' };
    remove.mockImplementationOnce(async ({ onRemoved } = {}) => {
      onRemoved?.(link);
      return [link];
    });
    expect(await call(['backend', 'remove'])).toMatchObject({
      code: 0,
      stdout:
        'removed: /cache/tensorflow (a link; /disk/tensorflow, where it led, stays and keeps its space)\n0 MB are free again\n',
    });
    remove.mockResolvedValue([]);
    expect(await call(['backend', 'remove'])).toMatchObject({ code: 0, stdout: 'nothing is installed\n' });
    expect(await call(['backend', 'remove', '--gpu'])).toMatchObject({
      code: 0,
      stdout: 'nothing is installed for tfjs-node-gpu\n',
    });
    expect((await call(['backend', 'remove', '--json'])).stdout).toBe('[]\n');
    expect(remove).toHaveBeenLastCalledWith(expect.objectContaining({ gpu: undefined }));
    expect(await call(['backend', 'remove', '--verify'])).toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/--verify and remove together/),
    });
  });

  it('lists what was removed before an error or Ctrl-C', async () => {
    const remove = vi.mocked(removeTensorFlow);
    const fail = async (onRemoved?: (part: RemovedPart) => void) => {
      onRemoved?.({ file: '/cache/native', bytes: 1e6 });
      throw new InputError({ what: 'not removed: /cache/tensorflow' });
    };
    remove.mockImplementationOnce(async ({ onRemoved } = {}) => fail(onRemoved));
    expect(await call(['backend', 'remove'])).toEqual({
      code: 2,
      stdout: 'removed: /cache/native\n1 MB are free again\n',
      stderr: 'rectified: not removed: /cache/tensorflow\n',
    });
    remove.mockImplementationOnce(async () => fail());
    expect(await call(['backend', 'remove'])).toMatchObject({ code: 2, stdout: '' });
    const controller = new AbortController();
    remove.mockImplementationOnce(async ({ onRemoved, signal } = {}) => {
      controller.abort();
      onRemoved?.({ file: '/cache/native', bytes: 1e6 });
      throw signal?.reason;
    });
    expect(await call(['backend', 'remove', '--json'], controller)).toEqual({
      code: 130,
      stdout: expect.stringContaining('"file": "/cache/native"'),
      stderr: expect.stringContaining('stopping ...'),
    });
  });

  it('compares what was installed with its hashes', async () => {
    const verify = vi.mocked(verifyInstallation);
    verify.mockResolvedValue([{ file: '/cache/a' }]);
    expect(await call(['backend', '--verify'])).toEqual({ code: 0, stdout: 'whole: /cache/a\n', stderr: '' });
    verify.mockResolvedValue([{ file: '/cache/a', damage: 'has 0 bytes instead of 9' }]);
    expect(await call(['backend', '--verify'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(
        /^damaged: \/cache\/a has 0 bytes instead of 9\n`rectified backend install`/,
      ),
    });
    const { code, stdout } = await call(['backend', '--verify', '--json']);
    expect({ code, parts: JSON.parse(stdout) }).toEqual({
      code: 1,
      parts: [{ file: '/cache/a', damage: 'has 0 bytes instead of 9' }],
    });
  });

  it('an unexpected error is exit code 1, with its stack where asked for', async () => {
    vi.mocked(installTensorFlow).mockRejectedValue(new Error('cosmic ray'));
    const brief = await call(['backend', 'install']);
    expect(brief).toMatchObject({ code: 1, stdout: '' });
    expect(brief.stderr).toBe('rectified: unexpected error: cosmic ray\n(--verbose shows where)\n');
    expect((await call(['backend', 'install', '--verbose'])).stderr).toMatch(/cosmic ray\n +at /);
  });
});
