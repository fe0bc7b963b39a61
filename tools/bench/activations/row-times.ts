import { readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElementwiseCall, isElementwise } from '@rectified/activation';
import { evaluate } from '@rectified/expression';
import { runCommand, withTemporary } from '@rectified/system';
import { compileNow, rowFunctionFlags } from '../../../packages/compute/native/src/build/compilers.ts';
import { sourceFolder } from '../../../packages/compute/native/src/build/kernels-key.ts';
import { linear } from '../../../packages/compute/native/src/rows/linear.ts';
import { printBuiltIn } from '../../../packages/compute/native/src/rows/print-built-in.ts';
import { printRowFunction } from '../../../packages/compute/native/src/rows/print-row-function.ts';
import { type Arm, arms } from './arms.ts';

/** Nanoseconds of one thread for 16 numbers, round by round. */
export interface RowTimes {
  readonly forward: readonly number[];
  readonly backward: readonly number[];
}

/** Channels per call, as in rows.cc. */
const channels = 96;

/** The call of a layer in training; undefined if it is not elementwise. */
function callOf({ layer: make }: Arm): ElementwiseCall | undefined {
  const layer = make();
  if (!isElementwise(layer)) return undefined;
  layer.build([null, channels]);
  return layer.elementwise({ training: true, noise: { seed: 1, stream: 0, step: 0 } });
}

/** y = x, for comparison. */
const copy: ElementwiseCall = { function: linear, options: [], parameters: [], noise: [] };

/**
 * Measures the native kernels' row functions of all arms that have one, and of `copy`, y = x. They take turns in a single program,
 * compiled like the kernels.
 */
export async function rowTimes(rounds: number): Promise<Record<string, RowTimes>> {
  const calls: [string, ElementwiseCall][] = [['copy', copy]];
  for (const arm of arms) {
    const call = callOf(arm);
    if (call !== undefined) calls.push([arm.name, call]);
  }
  const output = await run(rounds, calls);
  const times = calls.map(() => ({ forward: [] as number[], backward: [] as number[] }));
  for (const line of output.trim().split('\n')) {
    const [arm, forward, backward] = line.split(' ').map(Number) as [number, number, number];
    times[arm]!.forward.push(forward);
    times[arm]!.backward.push(backward);
  }
  return Object.fromEntries(calls.map(([name], i) => [name, times[i]!]));
}

function run(rounds: number, calls: readonly (readonly [string, ElementwiseCall])[]): Promise<string> {
  return withTemporary(tmpdir(), async (folder) => {
    const program = join(folder, 'rows');
    const functions = printBuiltIn(calls.map(([, call]) => call.function));
    writeFileSync(join(folder, 'measured-row-functions.h'), functions);
    writeFileSync(join(folder, 'rows.cc'), readFileSync(join(import.meta.dirname, 'rows.cc')));
    const kernels = join(sourceFolder(), 'kernels');
    compileNow(
      [...rowFunctionFlags, '-I', folder, '-I', kernels, '-o', program, join(folder, 'rows.cc')],
      folder,
    );
    return runCommand(program, [String(rounds), ...calls.flatMap(([, call]) => argumentsOf(call))]);
  });
}

function argumentsOf({ function: of, options, parameters }: ElementwiseCall): string[] {
  const { hash, scalars } = printRowFunction(of);
  const values = Object.fromEntries(of.options.map(({ name }, i) => [name, options[i]!]));
  const list = (numbers: readonly number[]) => (numbers.length === 0 ? '-' : numbers.join());
  return [
    hash,
    list(scalars.map((scalar) => evaluate(scalar, values))),
    list(parameters.map((each) => each.values.dataSync()[0]!)),
  ];
}
