import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { InputError } from '@rectified/errors';
import { makeFolder, runCommand, runProgram } from '@rectified/system';
import { Command, Option } from 'commander';
import type { Results } from './results.ts';
import { runStage } from './run-stage.ts';
import { type Size, sizes } from './settings.ts';
import type { StageOrder } from './stage.ts';
import { limitNow, stageNames, stageTitles, timePlan } from './time-plan.ts';
import { writeResults } from './write-results.ts';

/*
 * npm run gpu: everything that needs a GPU, for a machine that is available for some minutes. See README.md in this folder.
 */
interface Options {
  readonly minutes: number;
  readonly out: string;
  readonly device: 'gpu' | 'cpu';
  readonly size?: Size;
  readonly data?: string;
  readonly python?: string;
}

const options = new Command('npm run gpu --')
  .requiredOption('--minutes <n>', 'all that there are', Number)
  .requiredOption('--out <dir>', 'the results; what is done in it already is kept')
  .option('--data <dir>', "CIFAR-10's binary files; without them images of noise")
  .addOption(
    new Option('--device <name>', 'cpu rehearses it with a small network')
      .choices(['gpu', 'cpu'])
      .default('gpu'),
  )
  .addOption(new Option('--size <name>', 'default: full on a GPU, else small').choices(Object.keys(sizes)))
  .option('--python <command>', 'a Python with PyTorch; default: python3, if it has it')
  .parse()
  .opts<Options>();

async function main({
  minutes,
  out,
  device,
  data,
  python,
  size = sizeFor(device),
}: Options): Promise<number> {
  if (!(minutes > 0))
    throw new InputError({ what: '--minutes', expected: 'a number above 0', got: `${minutes}` });
  if (data !== undefined && !existsSync(data))
    throw new InputError({ what: '--data', expected: 'a folder', got: 'nothing there', file: resolve(data) });
  await makeFolder(join(out, 'logs'));
  const seconds = minutes * 60;
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
  const plan = timePlan(seconds, device);
  console.log(`${minutes} minutes on the ${device}, size ${size}, ${availableParallelism()} processors:`);
  for (const { name, limit } of plan) console.log(`  ${name}: at most ${limit} s: ${stageTitles[name]}`);

  let results = readResults(out, { device, size, commit: await commit() });
  const begun = performance.now();
  for (const planned of plan) {
    const { name } = planned;
    const before = results.stages[name];
    // The device is queried every time; training continues if there is more to do.
    if (before?.status === 'done' && name !== 'backend' && name !== 'training') {
      console.log(`${name}: already done`);
      continue;
    }
    if (stop.signal.aborted) break;
    const limit = limitNow(planned, { seconds, spent: (performance.now() - begun) / 1000 });
    const order: StageOrder = {
      ...{ device, size, limit, out: resolve(out), python },
      ...(data !== undefined && { data: resolve(data) }),
    };
    const keep = async (stage: Results['stages'][typeof name]) => {
      results = { ...results, stages: { ...results.stages, [name]: stage } };
      await writeResults(out, results);
    };
    const result = await runStage(name, order, {
      log: join(out, 'logs', `${name}.log`),
      signal: stop.signal,
      onFound: keep,
    });
    await keep(result);
    const faults = result.faults.map((fault) => `\n  not as it should be: ${fault}`).join('');
    const reason = result.reason === undefined ? '' : `: ${result.reason}`;
    console.log(`${name}: ${result.status}, ${result.seconds.toFixed(0)} s${reason}${faults}`);
  }
  console.log(`results: ${join(out, 'results.md')}`);
  const stages = stageNames.map((name) => results.stages[name]);
  return stages.some((stage) => stage === undefined || stage.status === 'failed' || stage.faults.length > 0)
    ? 1
    : 0;
}

const sizeFor = (device: Options['device']): Size => (device === 'gpu' ? 'full' : 'small');

/** Earlier results, which must be of the same device and size. */
function readResults(out: string, { device, size, commit }: Omit<Results, 'format' | 'stages'>): Results {
  const file = join(out, 'results.json');
  if (!existsSync(file)) return { format: 1, device, size, commit, stages: {} };
  const results = JSON.parse(readFileSync(file, 'utf8')) as Results;
  if (results.device === device && results.size === size && results.commit === commit) return results;
  throw new InputError({
    what: 'the folder holds results of another kind',
    expected: `${device}, size ${size}, commit ${commit}`,
    got: `${results.device}, size ${results.size}, commit ${results.commit}`,
    file,
    remedy: 'Name another folder',
  });
}

/** A packed repository has its commit in a file. */
async function commit(): Promise<string> {
  const root = join(import.meta.dirname, '../..');
  const file = join(root, 'COMMIT');
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const described = await runCommand('git', ['describe', '--always', '--dirty'], { cwd: root }).catch(
    () => '',
  );
  return described.trim() || 'unknown';
}

await runProgram(() => main(options), 'gpu: ');
