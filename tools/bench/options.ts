import { availableParallelism } from 'node:os';
import { InputError, unknownName } from '@rectified/errors';
import { Command } from 'commander';
import { contestantNames } from './contestants.ts';
import { modeNames, networkNames, type Planned, planOf, rectifierNames, type Selection } from './plan.ts';

/** Options of a run. */
export interface Options {
  readonly cases: readonly Planned[];
  /** Number of timed steps of every contestant in every case. */
  readonly steps: number;
  readonly threads: number;
  /** A folder. */
  readonly out: string;
  readonly json: boolean;
}

interface Given extends Selection {
  steps?: number;
  threads?: number;
  out?: string;
  quick?: boolean;
  json?: boolean;
}

/**
 * Reads the arguments of `npm run bench`. Throws an InputError for invalid values, and commander's error for unknown
 * options and `--help`.
 */
export function readOptions(argv: readonly string[]): Options {
  const given = benchCommand().parse(argv, { from: 'user' }).opts<Given>();
  const { networks, rectifiers, batches, modes, contestants, quick = false } = given;
  const asked = Object.entries({ networks, rectifiers, batches, modes, contestants }).filter(
    ([, values]) => values !== undefined,
  );
  const standard = !quick && asked.length === 0;
  return {
    cases: planOf({ ...(quick && quickly), ...Object.fromEntries(asked) }),
    steps: given.steps ?? (quick ? 3 : 15),
    threads: given.threads ?? availableParallelism(),
    out: given.out ?? (standard ? 'docs/benchmarks' : 'runs/bench'),
    json: given.json ?? false,
  };
}

const quickly: Selection = {
  networks: ['nin'],
  batches: [16],
  contestants: ['native', 'plain', 'eager', 'eager-cl'],
};

/** The options as parsed by commander. */
function benchCommand(): Command {
  return new Command('npm run bench --')
    .description(
      'Times training and inference of Rectified against PyTorch, on the processor: every contestant is a process of its own, and ' +
        'they take turns, one step each. Installs PyTorch into the cache ($RECTIFIED_CACHE or ~/.cache/rectified) where it is missing.',
    )
    .option('--networks <a,b>', `of ${networkNames.join(', ')}. Default: all`, names('network', networkNames))
    .option(
      '--rectifiers <a,b>',
      `of ${rectifierNames.join(', ')} (leaky-relu: a = 5.5)`,
      names('rectifier', rectifierNames),
    )
    .option('--batches <n,n>', 'images per step', (text) => list(text).map((one) => whole('--batches', one)))
    .option('--modes <a,b>', `of ${modeNames.join(', ')}`, names('mode', modeNames))
    .option('--contestants <a,b>', `of ${contestantNames.join(', ')}`, names('contestant', contestantNames))
    .option(
      '--steps <n>',
      'timed steps per contestant and case; slow ones take fewer, at least 3. Default: 15',
      (text) => whole('--steps', text),
    )
    .option('--threads <n>', 'threads of every contestant. Default: the number of processors', (text) =>
      whole('--threads', text),
    )
    .option(
      '--out <dir>',
      'folder for README.md, chart.svg and results.json. Default: docs/benchmarks; runs/bench if the selection is not the standard one',
    )
    .option('--quick', 'only nin with batches of 16, relu and rrelu, training, PyTorch uncompiled, 3 steps')
    .option('--json', 'write the results to stdout and everything else to stderr')
    .addHelpText(
      'after',
      '\nWithout --rectifiers, --batches and --modes the standard cases are measured, about twenty minutes on two cores, and somewhat longer the first time, when PyTorch compiles. With one of ' +
        'them every combination is; those not given are then relu and rrelu, the batch of the standard cases, train.\n' +
        '\nExamples:\n  $ npm run bench\n  $ npm run bench -- --quick\n' +
        '  $ npm run bench -- --networks nin --rectifiers rrelu --batches 16,64 --contestants native,eager-cl',
    )
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error:/, 'bench:')) })
    .exitOverride();
}

function names<Name extends string>(kind: string, known: readonly Name[]) {
  return (text: string): Name[] =>
    list(text).map((name) => {
      const found = known.find((one) => one === name);
      if (found === undefined) throw unknownName(kind, name, known);
      return found;
    });
}

const list = (text: string) => text.split(',').map((one) => one.trim());

/** Parses the value of an option as a whole number from 1. */
export function whole(name: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 100_000) return value;
  throw new InputError({ what: name, expected: 'a whole number from 1', got: `"${text}"` });
}
