/** A part of the work, with its own process. */
export const stageNames = ['backend', 'noise', 'agreement', 'formulas', 'speed', 'training'] as const;

export type StageName = (typeof stageNames)[number];

interface Share {
  readonly share: number;
  /** Seconds on a GPU, limited to half of the total time. */
  readonly least?: number;
  readonly most: number;
}

/**
 * Shares of the time, in order; the last stage gets the rest when it begins. For GPUs the first one reads 5.4 GB, which takes
 * 90 seconds at 60 MB/s, and opens TensorFlow twice.
 */
const shares: Readonly<Record<StageName, Share>> = {
  backend: { share: 0.1, least: 120, most: 300 },
  noise: { share: 0.05, most: 90 },
  agreement: { share: 0.2, most: 300 },
  formulas: { share: 0.08, most: 180 },
  speed: { share: 0.35, most: 900 },
  training: { share: 1, most: Number.POSITIVE_INFINITY },
};

/** Seconds reserved at the end for writing the results. */
const reserve = (seconds: number) => Math.min(30, 0.05 * seconds);

/** Descriptions of the stages. */
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
  /** Seconds after which it is stopped. */
  readonly limit: number;
}

/** Divides a number of seconds among the stages, as upper limits. If one gets more than its share, all others get less. */
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

/** Time of a stage when it begins: its limit or, for the last one, all that is left. */
export function limitNow(
  { name, limit }: PlannedStage,
  { seconds, spent }: { seconds: number; spent: number },
) {
  const left = Math.floor(seconds - reserve(seconds) - spent);
  return Math.max(0, name === stageNames.at(-1) ? left : Math.min(limit, left));
}
