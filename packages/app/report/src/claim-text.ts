import type { Claim, ClaimPart } from './claim.js';
import { paperTitles } from './paper-titles.js';
import { amount, count, pValue, signed } from './text.js';

const marks: Readonly<Record<ClaimPart['found'], string>> = { 'as claimed': '✓', otherwise: '✗', open: '?' };

/** The evidence for one part of a claim: `PReLU against ReLU: -6.93 points (95 % -8.02 to -5.11, 8 pairs, p = 0.008)`. */
export function partText(part: ClaimPart, measure: 'error' | 'loss'): string {
  const { arm, against, of, images, n, mean, low, high, p, paper, found } = part;
  const title = (name: string) => paperTitles[name] ?? name;
  const unit = measure === 'error' ? 'points' : 'nats';
  const sizes = images
    ? `, difference with ${count(images[0], 'image')} minus that with ${images[1].toLocaleString('en')}`
    : '';
  const what = `${title(arm)} against ${title(against)}${of === 'train' ? ', training images' : ''}${sizes}`;
  const facts = [
    ...(low !== undefined && high !== undefined
      ? [`95 % ${signed(low, measure)} to ${signed(high, measure)}`]
      : []),
    count(n, 'pair'),
    ...(p === undefined ? [] : [pValue(p)]),
    ...(paper === undefined ? [] : [`paper ${signed(paper, measure)}`]),
  ];
  const seen =
    mean === undefined ? 'nothing to compare' : `${signed(mean, measure)} ${unit} (${facts.join(', ')})`;
  const same =
    found !== 'open' && equal(part) ? `, the same within the margin (${pValue(part.equivalenceP!)})` : '';
  return `${marks[found]} ${what}: ${seen}${same}`;
}

function equal({ claimed, found, p = 1, equivalenceP = 1 }: ClaimPart): boolean {
  return (
    equivalenceP < 0.05 && (claimed === 'same' ? found === 'as claimed' : p >= 0.05 || found === 'otherwise')
  );
}

/** `undecided; about 34 pairs would decide it`. */
export function verdictText({ verdict, pairsNeeded, reason, parts }: Claim): string {
  if (verdict !== 'undecided') return verdict;
  if (reason !== undefined) return `undecided; ${reason}`;
  const open = parts.filter(({ found }) => found === 'open');
  const tiny = open.some(({ mean, pairsNeeded }) => mean !== undefined && pairsNeeded === undefined);
  const needed =
    pairsNeeded !== undefined
      ? `about ${count(pairsNeeded, 'pair')} would decide it`
      : tiny
        ? 'these do not tell how many pairs would decide it'
        : undefined;
  return needed === undefined ? 'undecided' : `undecided; ${needed}`;
}

/** Below a claim: the evidence for each part, and what readers must know about it. */
export function claimLines(claim: Claim, measure: 'error' | 'loss'): string[] {
  const notes = new Set(claim.parts.flatMap((part) => part.notes));
  return [...claim.parts.map((part) => partText(part, measure)), ...notes];
}

/** `Of 6 claims of the paper 3 are supported, 1 is contradicted, 2 are undecided.` */
export function tallyText(claims: readonly Claim[]): string | undefined {
  if (claims.length === 0) return undefined;
  const counted = (['supported', 'contradicted', 'undecided'] as const)
    .map((verdict) => ({ verdict, n: claims.filter((claim) => claim.verdict === verdict).length }))
    .filter(({ n }) => n > 0)
    .map(({ verdict, n }) => `${n} ${n === 1 ? 'is' : 'are'} ${verdict}`);
  return `Of ${count(claims.length, 'claim')} of the paper ${counted.join(', ')}.`;
}

/** Percentage points or nats of a claim's margin, for notes. */
export function marginText(
  { value, fixed }: { value: number; fixed: boolean },
  measure: 'error' | 'loss',
): string {
  const size = `${amount(value, measure)} ${measure === 'error' ? 'points' : 'nats'}`;
  return fixed
    ? `The margin of ${size} was fixed before the runs.`
    : `The margin of ${size} is the report's own: none was fixed before the runs.`;
}
