// Times a training step of NIN: natively, by plain tfjs operations, and by PyTorch if there is a Python with it.
//
//     npm run build && node bench/nin.js --activations relu,rrelu --rounds 9 [--python /path/to/python] [--batch 64] [--threads 2]
//                                        [--contenders native,plain,torch-nchw,torch-cl,torch-compile-cl]
//
// Every contender is a process of its own; they take turns, one step each, so that what else the machine does meets all of
// them. Medians of the wall time, and of the processor time of all threads (which other programs disturb less).
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    activations: { type: 'string', default: 'relu,leaky,prelu,rrelu' },
    contenders: { type: 'string', default: '' },
    rounds: { type: 'string', default: '7' },
    batch: { type: 'string', default: '64' },
    threads: { type: 'string', default: '2' },
    python: { type: 'string' },
  },
});
const torch = options.python === undefined ? [] : ['torch-cl', 'torch-compile-cl'];
const contenders = options.contenders === '' ? ['native', 'plain', ...torch] : options.contenders.split(',');
const { batch, threads } = options;

function start(contender, activation) {
  const own = fileURLToPath(
    new URL(contender.startsWith('torch') ? 'step_torch.py' : 'step-tfjs.js', import.meta.url),
  );
  const [command, ...args] = contender.startsWith('torch')
    ? [options.python, own, contender.slice('torch-'.length), activation, batch, threads]
    : [process.execPath, own, contender, activation, batch];
  const env = {
    ...process.env,
    RECTIFIED_THREADS: threads,
    OMP_NUM_THREADS: threads,
    TF_NUM_INTRAOP_THREADS: threads,
  };
  const child = spawn(command, args, {
    env,
    stdio: ['pipe', 'pipe', process.env.VERBOSE ? 'inherit' : 'ignore'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const step = async () => {
    child.stdin.write('step\n');
    const { value, done } = await lines.next();
    if (done) throw new Error(`${contender} ${activation} has ended; VERBOSE=1 shows why`);
    return JSON.parse(value);
  };
  return { contender, activation, step, end: () => child.stdin.end(), wall: [], cpu: [] };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const runners = options.activations
  .split(',')
  .flatMap((activation) => contenders.map((contender) => start(contender, activation)));
for (const runner of runners) for (let i = 0; i < 3; i++) runner.last = await runner.step();
for (let round = 0; round < Number(options.rounds); round++)
  for (const runner of runners) {
    await setTimeout(300); // OpenMP's threads spin for a while after their work
    runner.last = await runner.step();
    runner.wall.push(runner.last.wall);
    runner.cpu.push(runner.last.cpu);
  }
for (const runner of runners) runner.end();

for (const { contender, activation, wall, cpu, last } of runners) {
  const of = runners.find((other) => other.contender === 'native' && other.activation === activation);
  const [ms, least, processor] = [median(wall), Math.min(...wall), median(cpu)];
  const ratio =
    of === undefined
      ? ''
      : `native is ${(ms / median(of.wall)).toFixed(2)}x as fast (processor time ${(processor / median(of.cpu)).toFixed(2)}x)`;
  console.log(
    `${activation.padEnd(6)} ${contender.padEnd(16)} ${ms.toFixed(0).padStart(5)} ms (least ${least.toFixed(0)}, processor ${processor.toFixed(0)}), ` +
      `${((1000 * Number(batch)) / ms).toFixed(0).padStart(4)} images/s, ${last.megabytes.toFixed(0)} MB, ${ratio}`,
  );
}
