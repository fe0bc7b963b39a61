import { basename } from 'node:path';
import type { Claim } from './claim.js';
import { failures, judge, verdictOf } from './claims.js';
import type { ArmSummary, ComparisonSummary } from './comparison-summary.js';
import { pairsOf } from './differences.js';
import { given } from './given.js';
import { heading } from './tables.js';
import { count } from './text.js';

export interface NamedComparison {
  /** A name for people: `NIN on CIFAR-10, 5,000 training images`. */
  readonly name: string;
  readonly folder: string;
  readonly summary: ComparisonSummary;
}

/** Several comparisons to be read together, such as one with 5,000 and one with 20,000 training images. Plain data. */
export interface StudySummary {
  readonly format: 1;
  readonly comparisons: readonly NamedComparison[];
  /** Claims of the paper that need several comparisons; those about a single one are in it. */
  readonly claims: readonly Claim[];
}

/**
 * Comparisons side by side, those of one dataset and network from few training images to many, and what they say together
 * about the paper's conjecture that RReLU helps most when there is little data.
 *
 * @example
 * const { claims } = summarizeStudy([{ folder: 'runs/5000', summary: few }, { folder: 'runs/20000', summary: many }]);
 */
export function summarizeStudy(
  comparisons: readonly Pick<NamedComparison, 'folder' | 'summary'>[],
): StudySummary {
  given.comparisons(comparisons);
  const names = comparisons.map(({ summary }) => nameOf(summary));
  const named = comparisons.map((one, i) => {
    const taken = names.filter((name) => name === names[i]).length > 1;
    return { name: taken ? `${names[i]} (${basename(one.folder)})` : names[i]!, ...one };
  });
  const sorted = named.toSorted(
    (a, b) =>
      heading(a.summary).localeCompare(heading(b.summary), 'en') ||
      (a.summary.trainImages ?? 0) - (b.summary.trainImages ?? 0),
  );
  return {
    format: 1,
    comparisons: sorted,
    claims: bySize(sorted).flatMap((group) => sizeClaim(group) ?? []),
  };
}

/** `NIN on CIFAR-10, width 0.5, 5,000 training images`. */
export function nameOf(summary: ComparisonSummary): string {
  const { trainImages, config } = summary;
  const width = typeof config.width === 'number' && config.width !== 1 ? `, width ${config.width}` : '';
  const images = trainImages === undefined ? '' : `, ${count(trainImages, 'training image')}`;
  return `${heading(summary)}${width}${images}`;
}

/** What a network is trained by, besides its images. What was not chosen has always been the same. */
const recipe = ['width', 'epochs', 'batch', 'optimizer', 'initialization', 'augment'] as const;

/** Comparisons by the same recipe that differ in the number of training images: groups of at least two, each from few to many. */
export function bySize(comparisons: readonly NamedComparison[]): NamedComparison[][] {
  given.comparisons(comparisons);
  const groups = new Map<string, NamedComparison[]>();
  for (const one of comparisons) {
    const { dataset, architecture, config, trainImages } = one.summary;
    if (trainImages === undefined) continue;
    const key = JSON.stringify([dataset, architecture, ...recipe.map((field) => config[field])]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const sizes = (group: readonly NamedComparison[]) =>
    new Set(group.map(({ summary }) => summary.trainImages)).size;
  return [...groups.values()].filter((group) => sizes(group) > 1);
}

/** For the smallest and the largest number of images, by seed: RReLU's advantage with few minus its advantage with many. */
function sizeClaim(group: readonly NamedComparison[]): Claim | undefined {
  const [few, many] = [group[0]!.summary, group.at(-1)!.summary];
  const arms = [few, many].flatMap(({ arms }) => ['rrelu', 'relu'].map((name) => armOf(arms, name)));
  if (arms.some((arm) => arm === undefined)) return undefined;
  const [fewRandom, fewPlain, manyRandom, manyPlain] = arms as ArmSummary[];
  const before = pairsOf(fewRandom!, fewPlain!, 'test');
  const after = pairsOf(manyRandom!, manyPlain!, 'test');
  const seeds = before.seeds.filter((seed) => after.seeds.includes(seed));
  const gain = ({ seeds: there, own, other }: typeof before) =>
    seeds.map((seed) => own[there.indexOf(seed)]! - other[there.indexOf(seed)]!);
  const part = judge(
    {
      arm: 'rrelu',
      against: 'relu',
      of: 'test',
      claimed: 'lower',
      images: [few.trainImages!, many.trainImages!],
    },
    {
      own: gain(before),
      other: gain(after),
      margin: few.margin?.value,
      notes: (arms as ArmSummary[]).flatMap(failures),
      unlearned: (arms as ArmSummary[]).filter(({ atChance }) => atChance).map(({ title }) => title),
    },
  );
  return {
    id: 'random-helps-small-data',
    source: 'section 4, observation 3',
    text: `The advantage of RReLU over ReLU is larger with fewer training images (${heading(few)}).`,
    ...verdictOf([part]),
  };
}

const armOf = (arms: readonly ArmSummary[], name: string) => arms.find(({ arm }) => arm === name);
