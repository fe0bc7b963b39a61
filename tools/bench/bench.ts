import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { isInputError } from '@rectified/errors';
import { CommanderError } from 'commander';
import { chart } from './chart.ts';
import { startContestant } from './contestant-process.ts';
import { type Contestant, contestants, nativeRelu } from './contestants.ts';
import { describeMachine } from './machine.ts';
import { type Options, readOptions } from './options.ts';
import { product } from './plan.ts';
import type { Case } from './protocol.ts';
import type { CaseResult, Missing, Results } from './results.ts';
import { runCase } from './run-case.ts';
import { setUpOurs } from './set-up-ours.ts';
import { spread } from './statistics.ts';
import { labelOf, roofOf, speedup } from './summarize.ts';
import { digits, withQuartiles } from './text.ts';
import { setUpPyTorch } from './theirs/set-up-pytorch.ts';
import { toMarkdown } from './to-markdown.ts';

// `npm run bench`: see options.ts for its options, protocol.ts and run-case.ts for the method.
const argv = process.argv.slice(2);
const root = join(import.meta.dirname, '../..');
const say = (line: string) => void process.stderr.write(`${line}\n`);

async function bench(options: Options): Promise<void> {
  const began = Date.now();
  const machine = await describeMachine();
  if (machine.load > 0.5)
    say(`the machine is busy (load ${digits(machine.load)}): the numbers will be noisy`);
  const asked = contestants.filter(({ name }) => options.cases.some((one) => one.contestants.includes(name)));
  const { ready, missing, python } = await setUp(asked, machine.compiler !== undefined);
  for (const { name, reason } of missing) say(`${name} does not take part: ${reason}`);

  const details = new Map<string, string>();
  const measure = async (what: Case, taking: readonly Contestant[], layers = false): Promise<CaseResult> => {
    const start = async (one: Contestant) => {
      const compiled = python === undefined ? undefined : join(dirname(python), '../inductor');
      const process = await startContestant(one, what, { threads: options.threads, python, compiled });
      details.set(one.name, process.facts.detail);
      return process;
    };
    const begin = Date.now();
    const result = await runCase(what, {
      steps: options.steps,
      layers,
      start: Object.fromEntries(taking.map((one) => [one.name, () => start(one)])),
    });
    say(lineOf(result, (Date.now() - begin) / 1000));
    return result;
  };

  const multiplying = ready.filter(({ name }) => ['native', 'plain', 'eager'].includes(name));
  const before = await measure(product, multiplying);
  const cases: CaseResult[] = [];
  for (const [at, { what, contestants }] of options.cases.entries()) {
    const minutes = (Date.now() - began) / 60_000;
    say(`${at + 1} of ${options.cases.length}, after ${minutes.toFixed(1)} minutes: ${labelOf(what)} ...`);
    const taking = ready.filter(({ name }) => contestants.includes(name));
    if (what.rectifier === 'rrelu' && what.mode === 'train' && taking.some(({ name }) => name === 'native'))
      taking.unshift(nativeRelu);
    const first = !cases.some(({ network, mode }) => network === what.network && mode === 'train');
    cases.push(await measure(what, taking, first && what.mode === 'train'));
  }
  const products = [before, await measure(product, multiplying)];

  const results: Results = {
    format: 1,
    date: new Date(began).toISOString(),
    command: ['npm run bench', ...(argv.length > 0 ? ['--', ...argv] : [])].join(' '),
    seconds: (Date.now() - began) / 1000,
    threads: options.threads,
    machine,
    contestants: asked.flatMap(({ name }) => {
      const detail = details.get(name);
      return detail === undefined ? [] : [{ name, detail }];
    }),
    missing,
    products,
    cases,
  };
  const out = resolve(root, options.out);
  await mkdir(out, { recursive: true });
  await writeFile(join(out, 'results.json'), `${JSON.stringify(results, null, 1)}\n`);
  await writeFile(join(out, 'README.md'), toMarkdown(results));
  const svg = await chart(results);
  if (svg !== undefined) await writeFile(join(out, 'chart.svg'), svg);
  say(`${(results.seconds / 60).toFixed(1)} minutes; ${join(out, 'README.md')}`);
  process.stdout.write(options.json ? `${JSON.stringify(results)}\n` : summary(results));
}

/** The contestants that can take part, and the reasons why others cannot. */
async function setUp(asked: readonly Contestant[], compiler: boolean) {
  const missing: Missing[] = [];
  const leave = (who: (one: Contestant) => boolean, reason: string) => {
    missing.push(...asked.filter(who).map(({ name }) => ({ name, reason })));
  };
  if (asked.some(({ order }) => order.backend === 'tfjs-node')) await setUpOurs(say);
  const pyTorch = asked.some(({ side }) => side === 'PyTorch') ? await setUpPyTorch(say) : undefined;
  if (pyTorch !== undefined && 'reason' in pyTorch) leave(({ side }) => side === 'PyTorch', pyTorch.reason);
  else if (!compiler)
    leave(({ order }) => order.compiled === true, 'torch.compile needs a C++ compiler (g++)');
  return {
    missing,
    ready: asked.filter(({ name }) => !missing.some((one) => one.name === name)),
    python: pyTorch && 'python' in pyTorch ? pyTorch.python : undefined,
  };
}

function lineOf(result: CaseResult, seconds: number): string {
  const times = result.measured.map(({ name, wall }) => `${name} ${digits(spread(wall).median)}`).join(', ');
  const failed = result.missing.map(({ name, reason }) => `\n    ${name} failed: ${reason}`).join('');
  const fast = result.mode === 'product' ? undefined : speedup(result);
  const ahead = fast === undefined ? '' : `; ${digits(fast.ratio.median)} times the better PyTorch`;
  return `  ${labelOf(result)}: ${times} ms${ahead} (${seconds.toFixed(0)} s)${failed}`;
}

function summary(results: Results): string {
  const lines = results.cases.flatMap((one) => {
    const fast = speedup(one);
    return fast === undefined
      ? []
      : [`${labelOf(one)}: ${withQuartiles(fast.ratio)} times as fast as \`${fast.than}\``];
  });
  const roof = roofOf(results);
  if (roof !== undefined) lines.push(`the machine: ${digits(roof.rate)} GFLOP/s`);
  return lines.map((line) => `${line}\n`).join('');
}

try {
  await bench(readOptions(argv));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
  else if (isInputError(error)) {
    say(`bench: ${error.message}`);
    process.exitCode = 2;
  } else throw error;
}
