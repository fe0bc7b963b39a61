import { bcaInterval, equivalence, pairedTTest, signFlipTest } from '@rectified/metrics';
import type { Claim, ClaimPart } from './claim.js';
import type { ArmSummary, ComparisonSummary } from './comparison-summary.js';
import { fewestPairs, flipsOf, pairsOf, pairsToDecide } from './differences.js';
import { paperTable } from './paper-tables.js';
import { paperTitles } from './paper-titles.js';

type Asked = Pick<ClaimPart, 'arm' | 'against' | 'of' | 'claimed' | 'images' | 'paper'>;

const others = (arm: string, against: readonly string[]) =>
  against.map((other): Asked => ({ arm, against: other, of: 'test', claimed: 'lower' }));

/** The paper's claims about one table, in its order, and what they say of pairs of arms. */
const paperClaims: readonly { id: string; source: string; text: string; parts: readonly Asked[] }[] = [
  {
    id: 'leaky-beats-relu',
    source: 'section 4',
    text: 'All leaky variants (leaky ReLU with a = 5.5, PReLU, RReLU) are better than ReLU on test images.',
    parts: ['leaky-relu:5.5', 'prelu', 'rrelu'].flatMap((arm) => others(arm, ['relu'])),
  },
  {
    id: 'hardly-leaky-is-relu',
    source: 'section 4, observation 1',
    text: 'Leaky ReLU with a = 100 performs like ReLU.',
    parts: [{ arm: 'leaky-relu:100', against: 'relu', of: 'test', claimed: 'same' }],
  },
  {
    id: 'very-leaky-is-better',
    source: 'section 4, observation 1',
    text: 'Very leaky ReLU (a = 5.5) is much better than ReLU and than a = 100.',
    parts: others('leaky-relu:5.5', ['relu', 'leaky-relu:100']),
  },
  {
    id: 'prelu-fits-best',
    source: 'section 4, observation 2',
    text: 'PReLU has the lowest error of all on training images.',
    parts: ['relu', 'leaky-relu:100', 'leaky-relu:5.5', 'rrelu'].map((against) => ({
      arm: 'prelu',
      against,
      of: 'train',
      claimed: 'lower',
    })),
  },
  {
    id: 'leaky-fits-worse',
    source: 'section 4, observation 2',
    text: 'Leaky ReLU and RReLU have a higher error than ReLU on training images.',
    parts: ['leaky-relu:100', 'leaky-relu:5.5', 'rrelu'].map((arm) => ({
      arm,
      against: 'relu',
      of: 'train',
      claimed: 'higher',
    })),
  },
  {
    id: 'random-is-best',
    source: 'abstract',
    text: 'Random slopes (RReLU) generalize better than fixed (a = 5.5) and learned ones (PReLU).',
    parts: others('rrelu', ['leaky-relu:5.5', 'prelu']),
  },
];

type Facts = Pick<ComparisonSummary, 'arms' | 'dataset' | 'architecture' | 'measure' | 'margin'>;

/**
 * The verdict of a comparison on every claim of the paper about one table. Empty if fewer than two of the paper's arms were
 * compared.
 */
export function claims(facts: Facts): Claim[] {
  const there = new Set(facts.arms.map(({ arm }) => arm));
  return paperClaims
    .filter(({ parts }) => parts.some(({ arm, against }) => there.has(arm) && there.has(against)))
    .map((claim) => {
      const missing = [...new Set(claim.parts.flatMap(({ arm, against }) => [arm, against]))].filter(
        (arm) => !there.has(arm),
      );
      const parts = judged(
        claim.parts.filter(({ arm, against }) => there.has(arm) && there.has(against)),
        facts,
      );
      return { ...claim, ...verdictOf(parts, missing) };
    });
}

/** Combines the parts. If an arm is missing, a claim can still be contradicted, but not supported. */
export function verdictOf(
  parts: readonly ClaimPart[],
  missing: readonly string[] = [],
): Pick<Claim, 'verdict' | 'parts' | 'pairsNeeded' | 'reason'> {
  const open = parts.filter(({ found }) => found === 'open');
  const absent = missing.map((arm) => paperTitles[arm]);
  const reason = absent.length > 0 ? `not compared here: ${absent.join(', ')}` : undefined;
  if (parts.some(({ found }) => found === 'otherwise')) return { verdict: 'contradicted', parts };
  if (open.length === 0 && reason === undefined) return { verdict: 'supported', parts };
  if (reason !== undefined) return { verdict: 'undecided', parts, reason };
  return { verdict: 'undecided', parts, ...neededBy(open) };
}

/** All of them must be decided. */
function neededBy(open: readonly ClaimPart[]): { pairsNeeded?: number } {
  const needed = open.flatMap(({ pairsNeeded = [] }) => pairsNeeded);
  return needed.length > 0 && needed.length === open.length ? { pairsNeeded: Math.max(...needed) } : {};
}

function judged(asked: readonly Asked[], facts: Facts): ClaimPart[] {
  const armOf = (name: string) => facts.arms.find(({ arm }) => arm === name)!;
  const pairs = asked.map((part) => pairsOf(armOf(part.arm), armOf(part.against), part.of));
  const flips = flipsOf(pairs);
  const table = paperTable(facts.dataset, facts.architecture);
  return asked.map((part, i) => {
    const { own, other } = pairs[i]!;
    const paper = table && table.arms[part.arm]![part.of] - table.arms[part.against]![part.of];
    const arms = [armOf(part.arm), armOf(part.against)];
    return judge(
      { ...part, ...(paper !== undefined && { paper }) },
      {
        own,
        other,
        adjusted: flips[i]!.adjusted,
        // Half a point of a train error near 0 would be the whole error.
        margin: part.of === 'test' ? facts.margin?.value : undefined,
        notes: arms.flatMap(failures),
        unlearned: arms.filter(({ atChance }) => atChance).map(({ title }) => title),
      },
    );
  });
}

interface Evidence {
  readonly own: readonly number[];
  readonly other: readonly number[];
  /** The p of sign flips, adjusted for the other parts of the claim; default: there is no other part. */
  readonly adjusted?: number;
  readonly margin?: number;
  readonly notes: readonly string[];
  /** Titles of arms that are no better than guessing. */
  readonly unlearned: readonly string[];
}

/** The evidence of pairs for one part of a claim. */
export function judge(part: Asked, { own, other, margin, notes, unlearned, ...among }: Evidence): ClaimPart {
  const n = own.length;
  const learned = unlearned.map((title) => `${title} is no better than guessing`);
  if (n < 2) {
    const mean = n === 1 ? { mean: own[0]! - other[0]! } : {};
    const few = n === 0 ? 'no seed has finished in both arms' : 'one pair: no spread to judge by';
    return { ...part, found: 'open', n, ...mean, notes: [few, ...learned, ...notes] };
  }
  const { mean, deviation, low, high, p: tP } = pairedTTest(own, other);
  const { p } = signFlipTest(own, other);
  const { adjusted = p } = among;
  const tost = margin === undefined ? undefined : equivalence(own, other, margin);
  const few = n < fewestPairs ? [`${n} pairs: at least ${fewestPairs} are needed`] : [];
  const found =
    few.length > 0 || unlearned.length > 0
      ? 'open'
      : foundOf(part.claimed, { mean, p, adjusted, equivalent: tost?.equivalent ?? false });
  const needed = unlearned.length > 0 ? undefined : pairsToDecide({ mean, deviation }, margin);
  return {
    ...part,
    found,
    n,
    mean,
    deviation,
    low,
    high,
    p,
    adjusted,
    tP,
    ...(few.length === 0 && { bootstrap: bcaInterval(own.map((value, i) => value - other[i]!)) }),
    ...(tost && { equivalenceP: tost.p }),
    ...(needed !== undefined && { pairsNeeded: needed }),
    notes: [...few, ...learned, ...notes],
  };
}

function foundOf(
  claimed: ClaimPart['claimed'],
  seen: { mean: number; p: number; adjusted: number; equivalent: boolean },
): ClaimPart['found'] {
  if (claimed === 'same') return seen.equivalent ? 'as claimed' : seen.adjusted < 0.05 ? 'otherwise' : 'open';
  const direction = seen.mean < 0 ? 'lower' : 'higher';
  if (direction === claimed) return seen.p < 0.05 ? 'as claimed' : seen.equivalent ? 'otherwise' : 'open';
  return seen.adjusted < 0.05 || seen.equivalent ? 'otherwise' : 'open';
}

/** Runs of an arm that are not among the pairs, and finished ones that learned nothing. */
export function failures({ title, runs }: ArmSummary): string[] {
  const failed = runs.filter(({ status }) => status === 'diverged' || status === 'dead').length;
  const guessing = runs.filter(({ status, atChance }) => status === 'finished' && atChance).length;
  return [
    ...(failed > 0
      ? [`${failed} of ${runs.length} runs of ${title} failed and ${failed === 1 ? 'is' : 'are'} in no pair`]
      : []),
    ...(guessing > 0
      ? [`${guessing} of ${runs.length} runs of ${title} finished no better than guessing`]
      : []),
  ];
}
