import { uniform } from '@rectified/activation';
import { type NoiseKey, seedsOf, startOf } from '@rectified/random';

/** The sources of a function's noise. */
export interface NoiseSource {
  readonly seed: number;
  /** The streams of the layers that draw: `streamOf` of their names. */
  readonly streams: readonly number[];
}

/** The maximum number of noises per layer, and of its calls per step, that are searched. */
export const mostDraws = 8;

/** The places where a function draws noise, found by the seeds they use at step `first`. */
export class NoiseSites {
  /** How many numbers a place needs. */
  readonly width: number;
  readonly #numbersOf: (key: NoiseKey) => number[];
  readonly #keys = new Map<string, NoiseKey>();
  readonly #sites: NoiseKey[] = [];

  /** A place needs two seeds or, for XLA, the four words of {@link wordsOf}. */
  constructor({ seed, streams }: NoiseSource, { xla, first }: { xla: boolean; first: number }) {
    [this.width, this.#numbersOf] = xla ? [4, wordsOf] : [2, seedsOf];
    for (const stream of streams)
      for (let step = first; step < first + mostDraws; step++)
        for (const key of uniform.split({ seed, stream, step }, mostDraws, 'a step'))
          this.#keys.set(`${seedsOf(key)}`, { ...key, step: key.step - first });
  }

  /** The number of the place that uses two seeds; undefined if they are not seeds. */
  find(first: number, second: number): number | undefined {
    const key = this.#keys.get(`${first},${second}`);
    if (key === undefined) return undefined;
    const known = this.#sites.indexOf(key);
    return known < 0 ? this.#sites.push(key) - 1 : known;
  }

  /** The places, with steps relative to the first. */
  get places(): readonly NoiseKey[] {
    return this.#sites;
  }

  get count(): number {
    return this.#sites.length;
  }

  /** The numbers of all places at a step. */
  at(step: number): number[] {
    return this.#sites.flatMap((site) => this.#numbersOf({ ...site, step: site.step + step }));
  }
}

/** Philox's key and the upper half of its counter. */
function wordsOf(key: NoiseKey): number[] {
  const { counter, cipher } = startOf(key);
  return [cipher[0]!, cipher[1]!, counter[2]!, counter[3]!].map((word) => word | 0);
}
