import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { readRun } from '@rectified/run-folder';
import { markdownTable } from 'markdown-table';

/** Batch and rate of all arms of one comparison, and the arms' results. */
export interface Tried {
  readonly batch: number;
  readonly rate: number;
  /** In the order of the arms. */
  readonly runs: readonly { readonly arm: string; readonly status: string; readonly error?: number }[];
}

/** Reads the comparison that a pilot wrote to `folder`, with one seed per arm. */
export async function readTried(folder: string): Promise<Tried> {
  const { config, arms, seeds } = JSON.parse(readFileSync(join(folder, 'compare.json'), 'utf8'));
  const runs = await Promise.all(
    arms.map(async (arm: { activation: string; folder: string }) => {
      const { status, result } = await readRun(join(folder, arm.folder, `seed-${seeds[0]}`));
      return { arm: arm.activation, status, error: result?.final?.test?.error };
    }),
  );
  return { batch: config.batch, rate: config.optimizer.rate.start, runs };
}

/** With ten classes, a greater error means that the network has not learned: it died unnoticed. */
const LEARNED = 0.8;

/** Whether every arm has learned something. */
const isSound = ({ runs }: Tried) =>
  runs.every(({ status, error }) => status === 'finished' && error! < LEARNED);

/**
 * Chooses settings by a rule fixed in advance: among those with which every arm learned, the lowest mean error of the arms on
 * the held-out images. All settings must have the same arms.
 */
export function chooseSettings(tried: readonly Tried[]): Tried {
  const armsOf = ({ runs }: Tried) => runs.map(({ arm }) => arm).join();
  if (new Set(tried.map(armsOf)).size > 1)
    throw new InputError({
      what: 'the settings were tried with different arms',
      got: tried.map(armsOf).join(' and '),
    });
  const sound = tried.filter(isSound);
  if (sound.length === 0)
    throw new InputError({
      what: 'no settings with which every arm learned',
      remedy: 'Try smaller rates',
    });
  return sound.reduce((best, one) => (meanError(one) < meanError(best) ? one : best));
}

const meanError = ({ runs }: Tried) => runs.reduce((sum, { error }) => sum + error! / runs.length, 0);

/** A Markdown table of all settings, with the chosen ones in bold. */
export function triedTable(tried: readonly Tried[], chosen: Tried): string {
  const arms = tried[0]!.runs.map(({ arm }) => arm);
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const rows = tried.map((one) => {
    const cells = [
      String(one.batch),
      String(one.rate),
      ...one.runs.map(({ status, error }) => (status === 'finished' ? percent(error!) : status)),
      isSound(one) ? percent(meanError(one)) : '',
    ];
    return one === chosen ? cells.map((cell) => `**${cell}**`) : cells;
  });
  return markdownTable([['Batch', 'Rate', ...arms, 'Mean'], ...rows], {
    align: [...'rr', ...arms.map(() => 'r'), 'r'],
  });
}
