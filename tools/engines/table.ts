import { spread, timeRatios } from '../bench/statistics.ts';
import { digits, withQuartiles } from '../bench/text.ts';
import { type EngineCase, labelOf } from './cases.ts';
import type { InTurns } from './in-turns.ts';

export interface Measured {
  readonly what: EngineCase;
  readonly result: InTurns;
}

/** A row of the Markdown table. */
export function rowOf({ what, result }: Measured): string {
  // Elapsed time, and processor time, which other programs affect less.
  const { wall, processor } = timeRatios(result.eager, result.compiled);
  const milliseconds = (engine: 'eager' | 'compiled') =>
    digits(spread(result[engine].map((turn) => turn.wall)).median);
  const cells = [
    labelOf(what),
    milliseconds('eager'),
    milliseconds('compiled'),
    withQuartiles(wall),
    withQuartiles(processor),
    digits(result.first.compiled),
    // The minimum: delays by other programs are not this thread's work.
    digits((1000 * Math.min(...result.host)) / what.batch),
  ];
  return `| ${cells.join(' | ')} |`;
}

/** All cases as a Markdown table. */
export function table(measured: readonly Measured[]): string {
  const head = [
    'network',
    'eager ms',
    'compiled ms',
    'times as fast',
    'by processor time',
    'first step s',
    'host us/image',
  ];
  return [`| ${head.join(' | ')} |`, `| --- |${' ---: |'.repeat(head.length - 1)}`, ...measured.map(rowOf)]
    .map((line) => `${line}\n`)
    .join('');
}
