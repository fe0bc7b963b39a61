import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { InputError } from '@rectified/errors';
import { runProgram } from '@rectified/system';
import { Command } from 'commander';
import { setUpOurs } from '../bench/set-up-ours.ts';
import { labelOf, standardCases } from './cases.ts';
import type { InTurns } from './in-turns.ts';
import { type Measured, rowOf, table } from './table.ts';

/*
 * npm run bench:engines: compares the compiled engine with the eager one, taking turns in one process per network and kernels.
 * It takes about six minutes on an idle machine with two cores.
 */
const { turns, only, out } = new Command('npm run bench:engines --')
  .option('--turns <n>', 'of each engine in every case', Number, 9)
  .option('--only <text>', 'the cases whose names have it, such as "native" or "nin rrelu, width 0.1"', '')
  .option('--out <file>', 'the table as Markdown; without it to stdout alone')
  .parse()
  .opts<{ turns: number; only: string; out?: string }>();

async function main(): Promise<number> {
  const cases = standardCases.filter((one) => labelOf(one).includes(only));
  if (!(Number.isInteger(turns) && turns >= 1))
    throw new InputError({ what: '--turns', expected: 'a whole number from 1', got: `${turns}` });
  if (cases.length === 0)
    throw new InputError({
      what: '--only',
      expected: `a part of ${standardCases.map(labelOf).join('; ')}`,
      got: JSON.stringify(only),
    });
  await setUpOurs((line) => console.error(line));
  const measured: Measured[] = [];
  for (const what of cases) {
    const argv = [
      '--conditions=@rectified/source',
      '--import=tsx',
      join(import.meta.dirname, 'in-turns.ts'),
      JSON.stringify(what),
      `${turns}`,
    ];
    const { stdout } = await promisify(execFile)(process.execPath, argv, { maxBuffer: 1e8 });
    const last = stdout.trim().split('\n').at(-1)!;
    const one = { what, result: JSON.parse(last) as InTurns };
    measured.push(one);
    console.error(rowOf(one));
  }
  const text = table(measured);
  process.stdout.write(text);
  if (out !== undefined) writeFileSync(out, text);
  return 0;
}

await runProgram(main, 'bench:engines: ');
