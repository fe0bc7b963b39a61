import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bcaInterval, pairedTTest, pairsNeeded, signFlipTest } from '@rectified/metrics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { headline, readComparison, summarizeArms, toMarkdown } from '../src/index.js';
import { type MadeUpRun, writeComparison } from './write-runs.js';

let out: string;
beforeEach(async () => {
  out = await mkdtemp(join(tmpdir(), 'rectified-claims-'));
});
afterEach(() => rm(out, { recursive: true }));

/** Seeds have this in common, so pairs see through it. */
const common = [0.01, -0.02, 0.005, 0.015, -0.01, 0, 0.02, -0.005];
/** And each arm's seeds a little of their own. */
const own = (arm: number, seed: number) => 0.001 * Math.sin(12.9 * arm + 7.3 * seed);

/** Final test errors, and running train errors, of arms over so many seeds. */
async function summary(
  ends: Readonly<Record<string, readonly [test: number, train: number]>>,
  { seeds = 8, margin, more = [] }: { seeds?: number; margin?: number; more?: readonly MadeUpRun[] } = {},
) {
  const runs = Object.entries(ends).flatMap(([activation, [test, train]], arm) =>
    common.slice(0, seeds).map((shift, seed) => ({
      activation,
      seed,
      test: [0.6, test + shift + own(arm, seed)],
      running: [0.6, train + shift + own(arm, seed)],
    })),
  );
  await writeComparison(out, [...runs, ...more]);
  const comparison = await readComparison(out);
  return summarizeArms(comparison.runs, { titles: comparison.titles, margin });
}

const verdicts = ({ claims }: Awaited<ReturnType<typeof summary>>) =>
  Object.fromEntries(claims.map(({ id, verdict }) => [id, verdict]));

/** Arms as the paper says they are. */
const asClaimed = {
  relu: [0.3, 0.2],
  'leaky-relu:100': [0.3, 0.21],
  'leaky-relu:5.5': [0.27, 0.22],
  prelu: [0.28, 0.15],
  rrelu: [0.25, 0.24],
} as const;

describe("the paper's claims", () => {
  it('are supported where everything is as claimed', async () => {
    expect(verdicts(await summary(asClaimed))).toEqual({
      'leaky-beats-relu': 'supported',
      'hardly-leaky-is-relu': 'supported',
      'very-leaky-is-better': 'supported',
      'prelu-fits-best': 'supported',
      'leaky-fits-worse': 'supported',
      'random-is-best': 'supported',
    });
  });

  it('are contradicted by one part that is otherwise', async () => {
    const found = verdicts(
      await summary({ ...asClaimed, prelu: [0.31, 0.25], 'leaky-relu:100': [0.29, 0.19] }),
    );
    expect(found).toMatchObject({
      'leaky-beats-relu': 'contradicted',
      'hardly-leaky-is-relu': 'contradicted',
      'prelu-fits-best': 'contradicted',
      'leaky-fits-worse': 'contradicted',
      'random-is-best': 'supported',
    });
  });

  it('are contradicted where a claimed difference is shown to be none', async () => {
    const { claims } = await summary({ ...asClaimed, rrelu: [0.2701, 0.24] });
    const claim = claims.find(({ id }) => id === 'random-is-best')!;
    expect(claim.verdict).toBe('contradicted');
    expect(claim.parts[0]).toMatchObject({ against: 'leaky-relu:5.5', found: 'otherwise', n: 8 });
    expect(claim.parts[0]!.equivalenceP!).toBeLessThan(0.05);
  });

  it('have effect, intervals and p of each part, and what the paper has', async () => {
    const { claims, arms } = await summary(asClaimed);
    const [test, train] = ['very-leaky-is-better', 'prelu-fits-best'].map(
      (id) => claims.find((claim) => claim.id === id)!.parts[0]!,
    );
    const values = (arm: string, of: 'final' | 'running') =>
      arms.find((one) => one.arm === arm)!.runs.map((run) => run[of]!);
    const [leaky, relu] = [values('leaky-relu:5.5', 'final'), values('relu', 'final')];
    const { mean, low, high, p } = pairedTTest(leaky, relu);
    expect(test).toMatchObject({
      ...{ arm: 'leaky-relu:5.5', against: 'relu', of: 'test', claimed: 'lower', found: 'as claimed', n: 8 },
      ...{ mean, low, high, tP: p, p: signFlipTest(leaky, relu).p },
      bootstrap: bcaInterval(leaky.map((value, i) => value - relu[i]!)),
      paper: 0.112 - 0.1245,
    });
    expect(train).toMatchObject({
      mean: pairedTTest(values('prelu', 'running'), values('relu', 'running')).mean,
      paper: 0.00178 - 0.00318,
      notes: [],
    });
    expect(train).not.toHaveProperty('equivalenceP');
  });

  it('are undecided below six pairs, whatever the difference, and say how many would do', async () => {
    const five = await summary(asClaimed, { seeds: 5 });
    expect(new Set(Object.values(verdicts(five)))).toEqual(new Set(['undecided']));
    const claim = five.claims.find(({ id }) => id === 'very-leaky-is-better')!;
    expect(claim.pairsNeeded).toBe(6);
    expect(claim.parts[0]!.notes).toEqual(['5 pairs: at least 6 are needed']);
    const text = toMarkdown(five);
    expect(text).toContain('- **undecided; about 6 pairs would decide it**: Very leaky');
    expect(verdicts(await summary(asClaimed, { seeds: 6 }))).toMatchObject({
      'very-leaky-is-better': 'supported',
    });
  });

  it('name the pairs of the part that needs most', async () => {
    // A difference of half the margin, in much noise.
    const noisy = [0.03, -0.03, 0.025, -0.02, 0.01, -0.025, 0.02, 0.005];
    const more = noisy.map((noise, seed) => ({
      activation: 'prelu',
      seed,
      test: [0.5, 0.25 + common[seed]! + noise],
    }));
    const { prelu: _, ...others } = asClaimed;
    const { claims } = await summary(others, { more });
    const claim = claims.find(({ id }) => id === 'random-is-best')!;
    expect(claim.verdict).toBe('undecided');
    const part = claim.parts.find(({ against }) => against === 'prelu')!;
    const { mean, deviation } = part as Required<typeof part>;
    const needed = Math.min(
      pairsNeeded({ mean, deviation }),
      pairsNeeded({ mean, deviation }, { margin: 0.005 }),
    );
    expect([part.found, part.pairsNeeded, claim.pairsNeeded]).toEqual(['open', needed, needed]);
    expect(needed).toBeGreaterThan(8);
  });

  it('cannot be supported without all of their arms, and are not listed without any pair', async () => {
    const { prelu: _, ...others } = asClaimed;
    const { claims } = await summary(others);
    const claim = claims.find(({ id }) => id === 'leaky-beats-relu')!;
    expect(claim).toMatchObject({ verdict: 'undecided', reason: 'not compared here: PReLU' });
    expect(claim.parts.map(({ found }) => found)).toEqual(['as claimed', 'as claimed']);
    expect(claims.map(({ id }) => id)).not.toContain('prelu-fits-best');
    await rm(out, { recursive: true });
    expect((await summary({ relu: [0.3, 0.2], elu: [0.2, 0.1] })).claims).toEqual([]);
  });

  it('say nothing of networks that have learned nothing, and name failed runs', async () => {
    const guessing = await summary({ ...asClaimed, relu: [0.93, 0.9] });
    const claim = guessing.claims.find(({ id }) => id === 'leaky-beats-relu')!;
    expect(claim.verdict).toBe('undecided');
    expect(claim.parts[0]!.notes).toEqual([
      'ReLU is no better than guessing',
      '8 of 8 runs of ReLU finished no better than guessing',
    ]);
    const failed = await summary(asClaimed, {
      more: [{ activation: 'relu', seed: 3, test: [0.9, 0.9], status: 'dead' }],
    });
    const { parts } = failed.claims.find(({ id }) => id === 'leaky-beats-relu')!;
    expect(parts[0]).toMatchObject({ n: 7, notes: ['1 of 8 runs of ReLU failed and is in no pair'] });
    expect(toMarkdown(failed)).toContain('  - 1 of 8 runs of ReLU failed and is in no pair');
  });

  it('take the margin that was fixed before the runs', async () => {
    const same = (margin?: number) =>
      summary({ relu: [0.3, 0.2], 'leaky-relu:100': [0.303, 0.2] }, { margin });
    const own = await same();
    expect(verdicts(own)['hardly-leaky-is-relu']).toBe('supported');
    expect(own.margin).toEqual({ value: 0.005, fixed: false });
    expect(toMarkdown(own)).toContain("The margin of 0.50 points is the report's own: none was fixed before");
    const strict = await same(0.002);
    expect(verdicts(strict)['hardly-leaky-is-relu']).toBe('contradicted');
    expect(toMarkdown(strict)).toContain('The margin of 0.20 points was fixed before the runs.');
  });

  it('are about losses in nats, where the paper has losses', async () => {
    const config = { dataset: 'ndsb', architecture: 'ndsb-net' };
    const runs = Object.entries({ relu: 0.25, 'leaky-relu:5.5': 0.24 }).flatMap(([activation, test], arm) =>
      common.map((shift, seed) => ({ activation, seed, test: [test + shift + own(arm, seed)], config })),
    );
    await writeComparison(out, runs);
    const comparison = await readComparison(out);
    const found = summarizeArms(comparison.runs, { titles: comparison.titles });
    expect(found.margin).toBeUndefined();
    expect(toMarkdown(found)).toMatch(
      /Leaky ReLU \(a = 5.5\) against ReLU: -0.0\d{3} nats \(95 % .* paper -0.0336\)/,
    );
  });
});

describe('headline', () => {
  it('is the largest finding, in words that may stand alone', async () => {
    expect(headline(await summary(asClaimed))).toMatch(
      /^RReLU has a test error (?:4\.9|5\.0)\d points below that of ReLU \(95 % interval \d\.\d\d to \d\.\d\d, 8 pairs, p = 0\.008\)\. Leaky ReLU \(a = 5\.5\) and PReLU are better than ReLU, too\. Of 6 claims of the paper 6 are supported\.$/,
    );
  });

  it('says so where nothing was found, and why', async () => {
    expect(headline(await summary({ relu: [0.3, 0.2], prelu: [0.32, 0.2] }))).toMatch(
      /^No arm has a lower test error than ReLU; that of PReLU is (?:1\.9|2\.0)\d points above it/,
    );
    expect(headline(await summary({ relu: [0.3, 0.2], prelu: [0.3, 0.2] }))).toMatch(
      /^No arm differs from ReLU by more than noise \(8 pairs\)\. PReLU can be called the same within the margin\./,
    );
    await rm(out, { recursive: true });
    expect(headline(await summary({ relu: [0.3, 0.2], elu: [0.2, 0.2] }, { seeds: 3 }))).toMatch(
      /^Too few runs for a finding: 3 pairs of seeds, and at least 6 are needed\. The lowest test error is elu's, 19\.\d\d %\.$/,
    );
    await rm(out, { recursive: true });
    const same = ['relu', 'elu', 'swish'].flatMap((activation) =>
      [1, 2].map((seed) => ({ activation, seed, test: [activation === 'relu' ? 0.4 : 0.25] })),
    );
    expect(headline(await summary({}, { more: same }))).toBe(
      'Too few runs for a finding: 2 pairs of seeds, and at least 6 are needed. The lowest test error, 25.00 %, is that of elu and swish.',
    );
    await rm(out, { recursive: true });
    expect(headline(await summary({ relu: [0.93, 0.9], elu: [0.93, 0.9] }))).toBe(
      'No arm is better than guessing: nothing was learned.',
    );
    await rm(out, { recursive: true });
    expect(headline(await summary({ elu: [0.3, 0.2] }, { seeds: 2 }))).toBe(
      'elu: test error 29.54 % (2 runs).',
    );
    await rm(out, { recursive: true });
    const more = [{ activation: 'relu', seed: 1, test: [0.9], status: 'interrupted' as const }];
    expect(headline(await summary({}, { more }))).toBe('No run has finished yet.');
  });
});
