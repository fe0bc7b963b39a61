import { partText, tallyText, verdictText } from './claim-text.js';
import type { ArmSummary, ComparisonSummary } from './comparison-summary.js';
import { fewestPairs } from './differences.js';
import { given } from './given.js';
import { paperTitles } from './paper-titles.js';
import type { StudySummary } from './study.js';
import { amount, count, pValue, signed, withUnit } from './text.js';

/**
 * The finding of a comparison in one or two self-contained sentences: the best arm on test images and how far it is
 * from the baseline, or why nothing can be said; and the verdicts on the paper's claims.
 */
export function headline(summary: ComparisonSummary): string {
  given.summary(summary);
  return [finding(summary), tallyText(summary.claims)].filter((text) => text !== undefined).join(' ');
}

/** The same for several comparisons: what they say together, if anything. */
export function studyHeadline({
  claims,
  comparisons,
}: {
  readonly claims: StudySummary['claims'];
  readonly comparisons: readonly { readonly summary: ComparisonSummary }[];
}): string | undefined {
  if (claims.length === 0) return undefined;
  return claims
    .map((claim) => {
      const seen = claim.parts.map((part) => partText(part, comparisons[0]!.summary.measure).slice(2));
      return `${claim.text.replace(/\.$/, '')}: ${verdictText(claim)}. ${seen.join('. ')}.`;
    })
    .join(' ');
}

function finding({ arms, baseline, measure }: ComparisonSummary): string {
  const finished = arms.filter((arm) => arm.final !== undefined);
  if (finished.length === 0) return 'No run has finished yet.';
  if (finished.every(({ atChance }) => atChance))
    return 'No arm is better than guessing: nothing was learned.';
  const best = finished.reduce((least, arm) => (arm.final!.mean < least.final!.mean ? arm : least));
  const name = measure === 'error' ? 'test error' : 'test log-loss';
  const value = withUnit(best.final!.mean, measure);
  if (arms.length === 1) return `${best.title}: ${name} ${value} (${count(best.final!.n, 'run')}).`;
  const reference = arms.find(({ arm }) => arm === baseline)!;
  const found = finished.filter(({ difference }) => difference?.verdict === 'lower');
  const worse = finished.filter(({ difference }) => difference?.verdict === 'higher');
  if (found.length > 0) {
    const first = found.reduce((least, arm) => (arm.difference!.mean < least.difference!.mean ? arm : least));
    const others = found.filter((arm) => arm !== first).map(nameOf);
    const also =
      others.length > 0
        ? ` ${list(others)} ${others.length > 1 ? 'are' : 'is'} better than ${reference.title}, too.`
        : '';
    return `${nameOf(first)} has a ${name} ${distance(first, measure)} below that of ${reference.title}${evidence(first, measure)}.${also}`;
  }
  if (worse.length > 0) {
    const first = worse.reduce((most, arm) => (arm.difference!.mean > most.difference!.mean ? arm : most));
    return `No arm has a lower ${name} than ${reference.title}; that of ${nameOf(first)} is ${distance(first, measure)} above it${evidence(first, measure)}.`;
  }
  const equal = finished.filter((arm) => arm.final!.mean === best.final!.mean);
  const lowest =
    equal.length > 1
      ? `The lowest ${name}, ${value}, is that of ${list(equal.map(({ title }) => title))}.`
      : `The lowest ${name} is ${best.title}'s, ${value}.`;
  const pairs = Math.max(0, ...finished.map(({ difference }) => difference?.n ?? 0));
  if (pairs < fewestPairs)
    return `Too few runs for a finding: ${count(pairs, 'pair')} of seeds, and at least ${fewestPairs} are needed. ${lowest}`;
  const same = finished.filter(({ difference }) => difference?.verdict === 'equivalent');
  const alike = same.length > 0 ? ` ${list(same.map(nameOf))} can be called the same within the margin.` : '';
  return `No arm differs from ${reference.title} by more than noise (${count(pairs, 'pair')}).${alike}`;
}

function distance({ difference }: ArmSummary, measure: 'error' | 'loss'): string {
  return `${amount(Math.abs(difference!.mean), measure)} ${measure === 'error' ? 'points' : 'nats'}`;
}

/** The interval without signs, because the surrounding words say which way it goes. */
function evidence({ difference }: ArmSummary, measure: 'error' | 'loss'): string {
  const { mean, low, high, p, n } = difference!;
  const [from, to] = mean < 0 ? [-high!, -low!] : [low!, high!];
  return ` (95 % interval ${unsigned(from, measure)} to ${unsigned(to, measure)}, ${count(n, 'pair')}, ${pValue(p!)})`;
}

/** Only an end on the other side of 0 has a sign. */
const unsigned = (value: number, measure: 'error' | 'loss') => signed(value, measure).replace('+', '');

/** Without commas, because lists have their own. */
const nameOf = ({ arm, title }: ArmSummary) => paperTitles[arm] ?? title;

const list = (names: readonly string[]) => new Intl.ListFormat('en').format(names);
