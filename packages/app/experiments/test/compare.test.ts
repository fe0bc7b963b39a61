import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { InputError } from '@rectified/errors';
import { sealedJson } from '@rectified/system';
import { smallCifar } from '@rectified/testing/files';
import { expect, it, vi } from 'vitest';
import {
  type CompareOptions,
  type Comparison,
  compare,
  mergeConfig,
  type Recipe,
  type RunEnd,
} from '../src/index.js';
import { loadNetwork, readMaking } from '../src/load-run.js';
import { runSourcesInChildren, smallRuns } from './small-runs.js';

const fixture = (name: string) => join(import.meta.dirname, 'fixtures', name);
const require = createRequire(import.meta.url);
/** Where the packages lie that a file outside imports. */
const modules = `${require.resolve('@tensorflow/tfjs-core/package.json').replace(/@tensorflow.*/, '')}`;
const { directory, data } = smallRuns();
runSourcesInChildren();

type Options = Partial<Omit<CompareOptions, 'config'>> & { name: string; values?: Recipe };

async function small({ name, values = {}, ...options }: Options): Promise<Comparison> {
  const { config } = await mergeConfig(
    { data, width: 0.05, batch: 10, epochs: 1, evaluateTrain: false },
    values,
  );
  return compare({ config, activations: ['relu'], seeds: [1], out: join(directory, name), ...options });
}

/** By activation and seed: how each run ended. */
function ends({ runs }: Comparison): Record<string, string> {
  return Object.fromEntries(
    runs.map(({ activation, seed, end }) => [
      `${activation.split('/').at(-1)} ${seed}`,
      end?.type !== 'ended' ? (end?.type ?? 'waiting') : end.kept ? 'kept' : end.result.status,
    ]),
  );
}

it('pairs the runs of a seed, goes on after a crash, keeps what has ended, and adds what is asked for later', async () => {
  const mine = fixture('my-relu.ts');
  const crash = fixture('crash.ts');
  const first = await small({ name: 'all', activations: ['relu', crash, mine], jobs: 2 });
  expect(ends(first)).toEqual({ 'relu 1': 'finished', 'crash.ts 1': 'crashed', 'my-relu.ts 1': 'finished' });
  const [relu, crashed, myRelu] = first.runs.map(({ end }) => end);
  expect(crashed).toMatchObject({ message: expect.stringMatching(/exit code 7[\s\S]*out of luck/) });
  // The same function under another name: the same weights, order and dropout, so the same numbers.
  const running = (end: RunEnd | undefined) => end?.type === 'ended' && end.result.final?.running;
  expect(running(relu)).toEqual(running(myRelu));

  const second = await small({ name: 'all', activations: ['relu', 'leaky-relu:5.5'], seeds: [1, 2] });
  expect(ends(second)).toEqual({
    'relu 1': 'kept',
    'relu 2': 'finished',
    'leaky-relu:5.5 1': 'finished',
    'leaky-relu:5.5 2': 'finished',
  });
  expect(existsSync(join(directory, 'all', 'leaky-relu-5.5', 'seed-2', 'result.json'))).toBe(true);
  const recorded = JSON.parse(readFileSync(join(directory, 'all', 'compare.json'), 'utf8'));
  expect(recorded).toMatchObject({ format: 2, config: { width: 0.05 }, seeds: [1, 2] });
  expect(recorded.arms.map(({ title }: { title: string }) => title)).toEqual(
    expect.arrayContaining(['ReLU', 'My ReLU']),
  );

  await expect(small({ name: 'all', values: { batch: 25 } })).rejects.toThrow(
    /another experiment: expected batch 10, got batch 25/,
  );
});

it('trains plain layers without a formula beside ours: one that learns, and one that changes the number of channels', async () => {
  const [swish, halves] = [fixture('my-swish.ts'), fixture('my-halves.ts')];
  const compared = await small({ name: 'plain', activations: ['swish', swish, halves] });
  expect(ends(compared)).toEqual({
    'swish 1': 'finished',
    'my-swish.ts 1': 'finished',
    'my-halves.ts 1': 'finished',
  });
  const [ours, theirs] = compared.runs.map(({ end }) =>
    end?.type === 'ended' ? end.result.final!.running.loss : Number.NaN,
  );
  // The same function, which tfjs composes and derives; only ours says that beta has no decay.
  expect(theirs).toBeCloseTo(ours!, 2);
  const { model } = await loadNetwork(await readMaking(compared.runs[1]!.folder));
  const betas = model.layers.flatMap((layer) => (layer.getClassName() === 'MySwish' ? layer.weights : []));
  expect(betas.length).toBeGreaterThan(5);
  for (const beta of betas)
    expect(Array.from(beta.read().dataSync()).some((value) => value !== 1)).toBe(true);
});

it('tries an activation of somebody else once, not in every run again', async () => {
  const file = join(directory, 'counted.ts');
  const log = join(directory, 'loaded.txt');
  const text = readFileSync(fixture('my-relu.ts'), 'utf8').replaceAll(
    '@tensorflow/',
    `${modules}@tensorflow/`,
  );
  const note = `import { appendFileSync } from 'node:fs';\nappendFileSync(${JSON.stringify(log)}, process.argv[1] + '\\n');\n`;
  writeFileSync(file, note + text);
  await small({ name: 'counted', activations: [file], seeds: [1, 2] });
  const loaded = readFileSync(log, 'utf8').trim().split('\n');
  expect(loaded.filter((program) => /try-code/.test(program))).toHaveLength(1);
  expect(loaded.filter((program) => /child/.test(program))).toHaveLength(2);
});

it('runs an activation again that has changed, puts its former runs aside, and says so', async () => {
  const file = join(directory, 'edited.ts');
  const text = readFileSync(fixture('my-relu.ts'), 'utf8').replaceAll(
    '@tensorflow/',
    `${modules}@tensorflow/`,
  );
  writeFileSync(file, text);
  const out = join(directory, 'edited');
  const notes: string[] = [];
  const options: Options = {
    name: 'edited',
    activations: ['relu', file],
    onNote: (note) => notes.push(note),
  };
  await small({ ...options, seeds: [1, 2] });
  expect(ends(await small(options))).toEqual({ 'relu 1': 'kept', 'edited.ts 1': 'kept' });
  expect(notes).toEqual([]);

  writeFileSync(file, text.replace('tf.relu(', 'tf.elu('));
  // Seed 2 is not asked for, but is of the former function, too.
  const again = await small(options);
  expect(ends(again)).toEqual({ 'relu 1': 'kept', 'edited.ts 1': 'finished' });
  const { folder } = again.runs[1]!;
  const arm = dirname(folder);
  expect(notes).toEqual([
    `${file}: edited.ts changed since seed-1, seed-2 ran; its runs are kept as ${arm}.before-1, and it will run again`,
  ]);
  expect(readdirSync(arm)).toEqual(['seed-1']);
  expect(readdirSync(`${arm}.before-1`)).toEqual(['seed-1', 'seed-2']);
  const [now, before] = [folder, join(`${arm}.before-1`, 'seed-1')].map((run) =>
    readFileSync(join(run, 'checkpoint', 'weights.bin')),
  );
  expect(now).not.toEqual(before);
  expect(ends(await small(options))).toEqual({ 'relu 1': 'kept', 'edited.ts 1': 'kept' });
  expect(notes).toHaveLength(1);

  const moved = join(directory, 'edited-moved');
  renameSync(out, moved);
  expect(ends(await small({ ...options, out: moved }))).toEqual({ 'relu 1': 'kept', 'edited.ts 1': 'kept' });
});

it('refuses other images, damaged files and folders outside, unless it may begin anew', async () => {
  const name = 'refused';
  const out = join(directory, name);
  await small({ name });
  const other = smallCifar(join(directory, 'other-images'));
  writeFileSync(join(other, 'test_batch.bin'), readFileSync(join(other, 'test_batch.bin')).fill(9, 1, 100));
  await expect(small({ name, values: { data: other } })).rejects.toThrow(
    /test images are not those of the run/,
  );

  const weights = join(out, 'relu', 'seed-1', 'checkpoint', 'weights.bin');
  writeFileSync(weights, Buffer.alloc(100));
  await expect(small({ name })).rejects.toThrow(/weights\.bin: damaged/);
  const notes: string[] = [];
  const repaired = await small({ name, repair: 'start-over', onNote: (note) => notes.push(note) });
  expect(ends(repaired)).toEqual({ 'relu 1': 'finished' });
  expect(notes).toEqual([
    expect.stringMatching(/seed-1 starts over; the existing files are kept as .*seed-1\.before-1/),
  ]);

  const file = join(out, 'compare.json');
  const text = readFileSync(file, 'utf8');
  writeFileSync(file, text.replace('"ReLU"', '"RaLU"'));
  await expect(small({ name })).rejects.toThrow(/compare\.json: damaged: it is not what was written/);
  const outside = JSON.parse(text);
  outside.arms[0].folder = '../elsewhere';
  writeFileSync(file, sealedJson(outside));
  await expect(small({ name })).rejects.toThrow(/arms.*folder: expected the name of a folder/);
});

it('grants more epochs to runs that have finished', async () => {
  await small({ name: 'more' });
  const more = await small({ name: 'more', values: { epochs: 2 } });
  expect(ends(more)).toEqual({ 'relu 1': 'finished' });
  await expect(small({ name: 'more' })).rejects.toThrow(/expected epochs 2, got epochs 1/);
});

it('stops and saves when asked, and goes on when called again', async () => {
  const stop = new AbortController();
  const options: Options = { name: 'stopped', seeds: [1, 2], values: { epochs: 200, limit: 10 } };
  const first = await small({
    ...options,
    signal: stop.signal,
    onEvent: (_, event) => event.type === 'step' && event.step === 2 && stop.abort(),
  });
  expect(ends(first)).toEqual({ 'relu 1': 'interrupted', 'relu 2': 'waiting' });

  const again = new AbortController();
  let from = 0;
  await small({
    ...options,
    signal: again.signal,
    onEvent: (_, event) => {
      if (event.type !== 'step') return;
      from ||= event.step;
      again.abort();
    },
  });
  expect(from).toBeGreaterThan(2);
});

it('keeps what its runs are computed by, refuses another by its name, and says what was made with other software', async () => {
  const first = await small({ name: 'by', values: { backend: 'wasm' } });
  expect(ends(first)).toEqual({ 'relu 1': 'finished' });
  for (const asked of [{ backend: 'cpu' }, { engine: 'compiled' }] as const) {
    const again = small({ name: 'by', values: asked });
    await expect(again).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/it was started with another (backend|engine)/),
    });
  }
  // As if the package had been edited in between.
  const file = join(first.runs[0]!.folder, 'run.json');
  const description = JSON.parse(readFileSync(file, 'utf8'));
  const hashes = { ...description.hashes, '@rectified/relu': '0'.repeat(64) };
  writeFileSync(file, sealedJson({ ...description, hashes }));
  const notes: string[] = [];
  const more = await small({ name: 'by', seeds: [1, 2], onNote: (note) => notes.push(note) });
  expect(ends(more)).toEqual({ 'relu 1': 'kept', 'relu 2': 'finished' });
  const { end } = more.runs[1]!;
  expect(end).toMatchObject({ backend: { name: 'wasm' } });
  expect(notes).toEqual([
    expect.stringMatching(
      /seed-1 is kept, although it was made with other software: @rectified\/relu \S+ \(00000000\), now \S+ \(\w{8}\)$/,
    ),
  ]);
});

it('computes the runs that are left as the first one was, whatever is there by now', async () => {
  const first = await small({ name: 'alike', values: { backend: 'wasm' } });
  // As if nobody had said which, where there was no TensorFlow.
  for (const file of [join(first.out, 'compare.json'), join(first.runs[0]!.folder, 'run.json')]) {
    const { sha256: _, ...written } = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, sealedJson({ ...written, config: { ...written.config, backend: 'auto' } }));
  }
  const { runs } = await small({ name: 'alike', activations: ['prelu'], seeds: [2] });
  expect(runs[0]!.end).toMatchObject({ backend: { name: 'wasm' }, result: { status: 'finished' } });
});

it('does not begin a run without the kernels of the first one, and does when they are back', async ({
  skip,
}) => {
  const cache = process.env.RECTIFIED_CACHE;
  let kernels: string | undefined;
  const options: Options = {
    name: 'lost',
    seeds: [1, 2],
    onEvent: ({ seed }, event) => {
      if (event.type === 'start') kernels ??= event.backend.kernels;
      if (event.type === 'ended' && seed === 1)
        vi.stubEnv('RECTIFIED_CACHE', join(directory, 'nothing-installed'));
    },
  };
  const error: unknown = await small(options).catch((thrown: unknown) => thrown);
  vi.stubEnv('RECTIFIED_CACHE', cache);
  if (kernels !== 'native') skip('the native kernels are not built');
  expect(error).toBeInstanceOf(InputError);
  expect((error as InputError).message).toMatch(
    /lost: the comparison's first run computed on tfjs-node with native kernels, but the backend tfjs-node cannot be used: .*Nothing of this run has begun/,
  );
  expect(existsSync(join(directory, 'lost', 'relu', 'seed-2', 'run.json'))).toBe(false);
  expect(ends(await small({ ...options, onEvent: undefined }))).toEqual({
    'relu 1': 'kept',
    'relu 2': 'finished',
  });
});

it('wrong input ends the comparison', async () => {
  await expect(small({ name: 'x', activations: ['relu', 'rrelo'] })).rejects.toThrow(/"rrelo".*"rrelu"/);
  await expect(small({ name: 'x', values: { data: join(directory, 'none') } })).rejects.toMatchObject({
    exitCode: 2,
  });
  await expect(small({ name: 'x', activations: ['./a/b.ts', './a-b.ts'] })).rejects.toThrow(/no such file/);
  // Found by the child, which is where backends are loaded.
  const notes: string[] = [];
  const gpu = small({
    name: 'x',
    values: { backend: 'tfjs-node-gpu' },
    onNote: (note) => notes.push(note),
  });
  await expect(gpu).rejects.toMatchObject({ exitCode: 2, message: expect.stringMatching(/tfjs-node-gpu/) });
  expect(notes).toContain('relu seed 1 has failed, and no other run is started');
});
