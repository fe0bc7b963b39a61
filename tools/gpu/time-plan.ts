/** A part of the day's work, which has a process of its own. */
export const stageNames = ['backend', 'noise', 'agreement', 'formulas', 'speed', 'training'] as const;

export type StageName = (typeof stageNames)[number];

interface Share {
  readonly share: number;
  /** Seconds on a GPU, of half of all time at most. */
  readonly least?: number;
  readonly most: number;
}

/**
 * Shares of the time, in order; the last stage has what is left when it begins. For GPUs the first one reads 5.4 GB, of which a disk that gives
 * 60 MB in a second makes 90 seconds, and opens TensorFlow twice.
 */
const shares: Readonly<Record<StageName, Share>> = {
  backend: { share: 0.1, least: 120, most: 300 },
  noise: { share: 0.05, most: 90 },
  agreement: { share: 0.2, most: 300 },
  formulas: { share: 0.08, most: 180 },
  speed: { share: 0.35, most: 900 },
  training: { share: 1, most: Number.POSITIVE_INFINITY },
};

/** Seconds that are kept at the end for writing down what there is. */
const reserve = (seconds: number) => Math.min(30, 0.05 * seconds);

/** What every stage does, for people. */
export const stageTitles: Readonly<Record<StageName, string>> = {
  backend: 'TensorFlow and the device',
  noise: 'Random numbers: the same bits as everywhere',
  agreement: 'Weights after some steps, against the eager engine',
  formulas: 'Every activation, compiled and not',
  speed: 'Images a second, in turns',
  training: "The arms of the paper's Table 3",
};

export interface PlannedStage {
  readonly name: StageName;
  /** After so many seconds it is stopped. */
  readonly limit: number;
}

/** How a number of seconds is spent, of which every stage may take less. Where one has more than its share, all others have less. */
export function timePlan(seconds: number, device: 'gpu' | 'cpu'): readonly PlannedStage[] {
  let left = seconds - reserve(seconds);
  let shared = seconds;
  return stageNames.map((name) => {
    const { share, least = 0, most } = shares[name];
    const needed = device === 'gpu' ? Math.min(least, seconds / 2) : 0;
    const more = Math.max(0, needed - share * shared);
    const limit = Math.floor(Math.min(left, share * shared + more, most));
    shared -= more;
    left -= limit;
    return { name, limit };
  });
}

/** What a stage has when it begins: its limit, or all that is left for the last. */
export function limitNow(
  { name, limit }: PlannedStage,
  { seconds, spent }: { seconds: number; spent: number },
) {
  const left = Math.floor(seconds - reserve(seconds) - spent);
  return Math.max(0, name === stageNames.at(-1) ? left : Math.min(limit, left));
}
