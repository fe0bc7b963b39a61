import { twoProportions } from '@rectified/metrics';
import { differentSettings, type Run } from '@rectified/run-folder';
import type { ComparisonSummary } from './comparison-summary.js';
import { paperTable } from './paper-tables.js';
import { amount, count, withUnit } from './text.js';
import { unlikeThePaper } from './unlike-the-paper.js';

type Facts = Omit<ComparisonSummary, 'cautions'>;

/** What readers of the numbers must know, most serious first. */
export function cautions(summary: Facts, runs: readonly Run[]): string[] {
  return [
    ...synthetic(summary),
    ...unlikeRuns(runs),
    ...leftOut(summary),
    ...missingRuns(summary),
    ...skippedImages(runs),
    ...nothingLearned(summary),
    ...learnedNothing(summary),
    ...differentSeeds(summary),
    ...oneSeed(summary),
    ...noSpread(summary),
    ...fewImages(summary, runs),
    ...notThePapers(summary),
    ...thePaperItself(summary),
    ...differentPackages(runs),
    ...differentBackends(runs),
  ];
}

function synthetic({ synthetic, dataset }: Facts): string[] {
  if (!synthetic) return [];
  return [
    `The images are generated (${dataset}). These numbers show that the software works; they prove nothing about the paper, its data or its activations.`,
  ];
}

function unlikeRuns(runs: readonly Run[]): string[] {
  const configs = runs.map(({ description }) => description.config);
  const different = differentSettings(...configs).filter((key) => key !== 'activation' && key !== 'seed');
  const valuesOf = (key: string) => new Set(configs.map((config) => JSON.stringify(config[key]) ?? 'none'));
  const list = [
    ...different.map((key) => `${key} (${[...valuesOf(key)].join(', ')})`),
    ...differentImages(runs),
  ].join(', ');
  if (list === '') return [];
  return [`The runs differ in ${list}, so a difference between arms may come from that.`];
}

/** The images in which runs differ, if that is recorded. */
function differentImages(runs: readonly Run[]): string[] {
  const parts = [
    ['train', 'training images'],
    ['test', 'test images'],
  ] as const;
  return parts
    .filter(
      ([part]) =>
        new Set(runs.flatMap(({ description }) => description.identity?.[part].sha256 ?? [])).size > 1,
    )
    .map(([, noun]) => noun);
}

function leftOut({ arms, config }: Facts): string[] {
  return arms.flatMap(({ title, runs }) =>
    runs
      .filter(({ status }) => status !== 'finished')
      .map(({ seed, status, epochs, message }) => {
        const failed = status === 'diverged' || status === 'dead';
        const what = {
          diverged: 'diverged',
          dead: 'died',
          interrupted: 'was interrupted',
          running: 'is still running',
        }[status as Exclude<typeof status, 'finished'>];
        const all = typeof config.epochs === 'number' ? config.epochs : undefined;
        const where = failed
          ? `in epoch ${epochs + 1}${all === undefined ? '' : ` of ${all}`}`
          : `after ${all === undefined ? count(epochs, 'epoch') : `${epochs} of ${count(all, 'epoch')}`}`;
        const why = message ? ` (${message.replace(/[.\s]+$/, '')})` : '';
        return `${title}, seed ${seed}, ${what} ${where}${why}. It is left out of every mean${failed ? ', which flatters this arm' : ''}.`;
      }),
  );
}

function missingRuns({ missing, arms }: Facts): string[] {
  if (missing.length === 0) return [];
  const title = (arm: string) => arms.find((one) => one.arm === arm)?.title ?? arm;
  const list = missing.map(({ arm, seed }) => `${title(arm)}, seed ${seed}`).join('; ');
  return [`These runs of the comparison are missing; they crashed or were never started: ${list}.`];
}

function skippedImages(runs: readonly Run[]): string[] {
  const most = Math.max(...runs.map(({ description }) => description.skipped?.length ?? 0));
  return most === 0 ? [] : [`${count(most, 'image')} that cannot be used were left out.`];
}

function nothingLearned({ arms, chance, measure }: Facts): string[] {
  const none = arms.filter(({ atChance }) => atChance);
  if (chance === undefined || none.length === 0) return [];
  const names = none.map(({ title }) => title).join(', ');
  const guessing = withUnit(chance, measure);
  return [
    `No better than guessing (${guessing}): ${names}. Nothing was learned there that shows on the test images, so agreement between such arms means nothing.`,
  ];
}

/** A finished run counts in its arm's mean, even one that has learned nothing while others have. */
function learnedNothing({ arms }: Facts): string[] {
  return arms
    .filter(({ atChance }) => !atChance)
    .flatMap(({ title, runs }) =>
      runs
        .filter(({ status, atChance }) => status === 'finished' && atChance)
        .map(
          ({ seed }) =>
            `${title}, seed ${seed}, finished no better than guessing, unlike others of its arm. It counts in the mean.`,
        ),
    );
}

function differentSeeds({ arms }: Facts): string[] {
  const finished = arms.filter(({ seeds }) => seeds.length > 0);
  const lists = new Set(finished.map(({ seeds }) => seeds.join(', ')));
  if (lists.size < 2) return [];
  const list = finished.map(({ title, seeds }) => `${title} ${seeds.join(', ')}`).join('; ');
  return [
    `The means of the arms are over different seeds (${list}): compare the paired differences, not the means.`,
  ];
}

function oneSeed({ arms, measure }: Facts): string[] {
  const single = arms.filter(({ seeds }) => seeds.length === 1);
  if (single.length === 0) return [];
  const which =
    single.length === arms.length
      ? 'One seed (n = 1)'
      : `One finished seed (n = 1) of ${single.map(({ title }) => title).join(', ')}`;
  const moves =
    measure === 'error'
      ? ': another seed alone moves the test error of such networks by about half a point at the end of training, by several points in its first epochs'
      : '';
  return [
    `${which}: there is no spread, so a difference between arms cannot be distinguished from noise${moves}.`,
  ];
}

function noSpread({ arms }: Facts): string[] {
  const same = arms.filter(({ final }) => final !== undefined && final.n > 1 && final.low === undefined);
  if (same.length === 0) return [];
  const names = same.map(({ title }) => title).join(', ');
  return [
    `All seeds of ${names} gave the same result: the measure is too coarse to show a spread, so there is no interval.`,
  ];
}

/** If the paper's numbers are shown, says which settings differ from the paper's. */
function fewImages({ paper, config }: Facts, [run]: readonly Run[]): string[] {
  const { limit, testLimit } = config;
  if (paper || (limit === undefined && testLimit === undefined)) return [];
  const { train, test } = run?.description.identity ?? {};
  const share = train === undefined ? 1 : Number(limit ?? train.size) / train.size;
  const tested = testLimit ?? (test && Math.max(1, Math.round(test.size * share)));
  const images = [
    ...(limit === undefined ? [] : [`trained on ${count(Number(limit), 'image')}`]),
    ...(tested === undefined ? [] : [`measured on ${count(Number(tested), 'test image')}`]),
  ];
  return [`The networks were ${images.join(' and ')} only, of those that the dataset has.`];
}

function notThePapers({ paper, config, dataset, architecture }: Facts): string[] {
  if (!paper) return [];
  const unlike = unlikeThePaper(config, paperTable(dataset, architecture)!);
  if (unlike.length === 0) return [];
  return [
    `Not the setting of the paper's Table ${paper.table}: ${unlike.join('; ')}. Its numbers are shown for orientation.`,
  ];
}

function thePaperItself({ paper, measure, dataset, architecture, baseline }: Facts): string[] {
  if (!paper || measure !== 'error') return [];
  const table = paperTable(dataset, architecture)!;
  const { test } = table.arms[baseline] ?? table.arms.relu!;
  const one = { wrong: Math.round(test * table.testImages), n: table.testImages };
  const noise = amount(twoProportions(one, one).high, 'error');
  return [
    `The paper's numbers come from one run each: two of its test errors less than ${noise} points apart are within the noise of ${count(table.testImages, 'test image')}.`,
  ];
}

function differentBackends(runs: readonly Run[]): string[] {
  const engines = runs.map(({ description: { backend, config } }) =>
    String(backend.engine ?? config.engine ?? 'eager'),
  );
  const sameEngine = new Set(engines).size === 1;
  const used = runs.map(({ description: { backend } }, at) => {
    const { name, version, kernels } = backend;
    const parts = [kernels && `${kernels} kernels`, !sameEngine && `the engine ${engines[at]}`].filter(
      Boolean,
    );
    return [name, version, parts.length > 0 && `with ${parts.join(' and ')}`].filter(Boolean).join(' ');
  });
  const different = [...new Set(used)];
  if (different.length < 2) return [];
  return [
    `The runs used different backends (${different.join('; ')}), which round differently: their times cannot be compared.`,
  ];
}

/** Packages that are not the same in all runs, by their versions or by what was in them, where that is recorded. */
function differentPackages(runs: readonly Run[]): string[] {
  const known = runs.map(({ description: { versions } }) => versions);
  const names = [...new Set(known.flatMap(Object.keys))].filter((name) => name !== 'system');
  const list = names.flatMap((name) => {
    const versions = new Set(known.flatMap((one) => one[name] ?? []));
    if (versions.size > 1) return `${name} (${[...versions].join(', ')})`;
    const hashes = new Set(runs.flatMap(({ description }) => description.hashes?.[name] ?? []));
    return hashes.size > 1 ? `${name} (other code)` : [];
  });
  if (list.length === 0) return [];
  const more = list.length > 3 ? ` and ${list.length - 3} more` : '';
  return [
    `The runs were made with different versions of ${list.slice(0, 3).join(', ')}${more}: a difference between arms may come from that.`,
  ];
}
