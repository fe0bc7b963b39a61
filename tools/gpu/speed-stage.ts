import { join } from 'node:path';
import type { Precision } from '@rectified/backend';
import { runCommand } from '@rectified/system';
import { type LineProcess, lineProcess } from '../bench/line-process.ts';
import { ratio, spread } from '../bench/statistics.ts';
import { withQuartiles } from '../bench/text.ts';
import { type Settings, sizes } from './settings.ts';
import { images, type SpeedOrder, type SpeedReady, type SpeedTimed } from './speed-order.ts';
import { say, stage } from './stage.ts';

type Case = Settings['speed']['cases'][number] & { readonly precision: Precision };

interface Contestant {
  readonly title: string;
  readonly side: 'ours' | 'PyTorch';
  readonly order: Pick<SpeedOrder, 'by' | 'rectifier'>;
}

// Measures the training of one network with our engines and with PyTorch's modes, which take turns of about equal duration.
await stage(async ({ device, size, python: given, limit }) => {
  const { speed } = sizes[size];
  const python = await findPyTorch(given, device);
  if (python === undefined) say({ fact: ['PyTorch', 'none was found: ours alone was measured'] });
  const cases: Case[] = speed.cases.flatMap((one) =>
    speed.precisions.map((precision) => ({ ...one, precision })),
  );
  const begun = performance.now();
  let anything = false;
  for (const [index, what] of cases.entries()) {
    const spent = (performance.now() - begun) / 1000;
    if (index > 0 && limit - spent < (spent / index) * 1.2) {
      say({ fact: ['cases left out, since time was short', cases.length - index] });
      break;
    }
    await measure(what);
  }
  if (!anything) throw new Error('none of our engines started: see "Not measured" for the reasons');

  async function measure(what: Case): Promise<void> {
    const running = await startAll(what);
    try {
      const times = new Map<Contestant, number[]>();
      const counts = new Map<Contestant, number>();
      for (const [contestant, process] of running) {
        // The first steps determine the steps per call, the next ones the duration of a step.
        await process.ask<SpeedTimed>('8');
        const { wall } = await process.ask<SpeedTimed>('8');
        times.set(contestant, []);
        counts.set(contestant, stepsIn(speed.turn, wall));
      }
      const isLate = () => performance.now() - begun > 900 * limit;
      for (let turn = 0; turn < speed.turns && !(turn > 0 && isLate()); turn++)
        for (const [contestant, process] of turn % 2 === 0 ? running : [...running].reverse()) {
          const { wall } = await process.ask<SpeedTimed>(`${counts.get(contestant)}`);
          times.get(contestant)!.push(wall);
        }
      report(what, times);
      anything ||= [...times.keys()].some(({ side }) => side === 'ours');
    } finally {
      await Promise.all([...running.values()].map((process) => process.end()));
    }
  }

  async function startAll(what: Case): Promise<Map<Contestant, LineProcess<SpeedReady>>> {
    const running = new Map<Contestant, LineProcess<SpeedReady>>();
    const contestants = contestantsFor(device, what.precision, {
      engines: sizes[size].engines,
      withPyTorch: python !== undefined,
    });
    // On a processor one after the other, since the compilers would slow each other down.
    const groups = device === 'gpu' ? [contestants] : contestants.map((one) => [one]);
    for (const group of groups)
      await Promise.all(
        group.map(async (contestant) => {
          const order = { device, ...what, ...contestant.order, images };
          try {
            running.set(contestant, await start(contestant.side, order, python));
          } catch (error) {
            const row = { ...labels(what), what: contestant.title, reason: (error as Error).message };
            say({ table: 'Not measured', row });
            if (contestant.side === 'ours')
              say({ fault: `${contestant.title} did not start (${Object.values(labels(what)).join(', ')})` });
          }
        }),
      );
    return new Map(
      contestants.flatMap((one) => (running.has(one) ? [[one, running.get(one)!] as const] : [])),
    );
  }
});

function labels({ precision, width, batch }: Case) {
  return { precision, width, batch };
}

function stepsIn(seconds: number, wall: number): number {
  return Math.max(2, Math.round((seconds * 1000) / wall));
}

/** Images per second, and time relative to our fastest. */
function report(what: Case, times: ReadonlyMap<Contestant, readonly number[]>): void {
  const ours = [...times].filter(([{ side, order }]) => side === 'ours' && order.rectifier === 'rrelu');
  const median = (walls: readonly number[]) => spread(walls).median;
  const [fastest] = ours.sort(([, a], [, b]) => median(a) - median(b));
  for (const [{ title }, walls] of times) {
    const rate = Math.round((1000 * what.batch) / median(walls));
    const compared = fastest === undefined ? '' : withQuartiles(ratio(walls, fastest[1]));
    const row = {
      ...labels(what),
      what: title,
      'images/s': rate,
      'ms a step': median(walls),
      'times as long as our fastest': compared,
    };
    say({ table: 'NIN in training', row });
  }
}

function contestantsFor(
  device: SpeedOrder['device'],
  precision: Precision,
  { engines, withPyTorch }: { engines: Settings['engines']; withPyTorch: boolean },
): Contestant[] {
  const ours = (by: SpeedOrder['by'], rectifier: string): Contestant => ({
    title: `Rectified, ${by}${rectifier === 'rrelu' ? '' : `, but ${rectifier}`}`,
    side: 'ours',
    order: { by, rectifier },
  });
  const theirs = (by: SpeedOrder['by'], title: string): Contestant => ({
    title: `PyTorch, ${title}`,
    side: 'PyTorch',
    order: { by, rectifier: 'rrelu' },
  });
  const ways = [
    theirs('eager', 'eager'),
    theirs('compile', 'torch.compile'),
    ...(device === 'gpu'
      ? [
          theirs('compile-graphs', 'torch.compile with CUDA graphs'),
          theirs('graph', 'eager, a CUDA graph a step'),
        ]
      : []),
  ];
  return [
    ...(precision === 'bf16' ? [] : [ours('eager', 'rrelu')]), // no bf16 on GPUs
    ...engines.map((engine) => ours(engine, 'rrelu')),
    ours(engines.at(-1)!, 'relu'), // for the cost of RReLU
    ...(withPyTorch ? ways : []),
  ];
}

function start(side: Contestant['side'], order: SpeedOrder, python: string | undefined) {
  const json = JSON.stringify(order);
  const file = (name: string) => join(import.meta.dirname, name);
  return lineProcess<SpeedReady>(
    side === 'ours'
      ? [process.execPath, '--conditions=@rectified/source', '--import=tsx', file('speed-ours.ts'), json]
      : [python!, '-B', file('speed_theirs.py'), json],
    // Otherwise TensorFlow would allocate all of the card's memory.
    { TF_FORCE_GPU_ALLOW_GROWTH: 'true' },
  );
}

/** Finds a Python with a PyTorch that supports the device. */
async function findPyTorch(
  given: string | undefined,
  device: SpeedOrder['device'],
): Promise<string | undefined> {
  const command = given ?? 'python3';
  const sees = device === 'gpu' ? 'assert torch.cuda.is_available(), "it sees no GPU"; ' : '';
  const script = `import torch; ${sees}print(torch.__version__, torch.version.cuda)`;
  try {
    const version = await runCommand(command, ['-c', script]);
    say({ fact: ['PyTorch', version.trim()] });
    return command;
  } catch (error) {
    const message = `${command}: ${(error as Error).message.trim().split('\n').at(-1)}`;
    if (given !== undefined) say({ fault: `no PyTorch: ${message}` });
    return undefined;
  }
}
