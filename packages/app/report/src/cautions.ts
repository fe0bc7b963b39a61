import { twoProportions } from '@rectified/metrics';
import type { Run } from '@rectified/run-folder';
import { paperTable } from './paper-tables.js';
import type { ComparisonSummary } from './summarize-arms.js';
import { amount, count } from './text.js';

type Facts = Omit<ComparisonSummary, 'cautions'>;

/** What a run may have of its own without being another experiment. */
const free = ['activation', 'seed', 'data', 'backend', 'checkpointEvery', 'evaluateTrain'];

/** What a reader of the numbers must know, the gravest first. */
export function cautions(summary: Facts, runs: readonly Run[]): string[] {
  return [
    ...synthetic(summary),
    ...differentSettings(runs),
    ...leftOut(summary),
    ...oneSeed(summary),
    ...unlikeThePaper(summary),
    ...thePaperItself(summary),
    ...differentBackends(summary),
  ];
}

function synthetic({ synthetic, dataset }: Facts): string[] {
  if (!synthetic) return [];
  return [
    `The images are generated (${dataset}). These numbers show that the software works; about the paper, its data and its activations they prove nothing.`,
  ];
}

function differentSettings(runs: readonly Run[]): string[] {
  const keys = new Set(runs.flatMap(({ description }) => Object.keys(description.config)));
  const different = [...keys]
    .filter((key) => !free.includes(key))
    .map((key) => ({
      key,
      values: new Set(runs.map(({ description }) => JSON.stringify(description.config[key]) ?? 'none')),
    }))
    .filter(({ values }) => values.size > 1);
  if (different.length === 0) return [];
  const list = different.map(({ key, values }) => `${key} (${[...values].join(', ')})`).join(', ');
  return [`The runs differ in ${list}, so a difference between arms may come from that.`];
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
        const after = `after ${typeof config.epochs === 'number' ? `${epochs} of ${count(config.epochs, 'epoch')}` : count(epochs, 'epoch')}`;
        const why = message ? ` (${message.replace(/[.\s]+$/, '')})` : '';
        return `${title}, seed ${seed}, ${what} ${after}${why}. It is left out of every mean${failed ? ', which flatters this arm' : ''}.`;
      }),
  );
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
  return [`${which}: there is no spread, and a difference between arms cannot be told from noise${moves}.`];
}

function unlikeThePaper({ paper, config }: Facts): string[] {
  if (!paper) return [];
  const { width, limit, epochs } = config;
  const unlike: string[] = [];
  if (typeof width === 'number' && width !== 1) unlike.push(`a network ${width} times as wide`);
  if (typeof limit === 'number' && limit < paper.trainImages)
    unlike.push(`${count(limit, 'training image')} only`);
  if (typeof epochs === 'number' && epochs < paper.epochs)
    unlike.push(`${count(epochs, 'epoch')}, where the network's authors trained for ${paper.epochs}`);
  if (unlike.length === 0) return [];
  return [
    `Not the setting of the paper's Table ${paper.table}: ${unlike.join('; ')}. Its numbers stand beside for orientation.`,
  ];
}

function thePaperItself({ paper, measure, dataset, architecture, baseline }: Facts): string[] {
  if (!paper || measure !== 'error') return [];
  const table = paperTable(dataset, architecture)!;
  const { test } = table.arms[baseline] ?? table.arms.relu!;
  const one = { wrong: Math.round(test * table.testImages), n: table.testImages };
  const noise = amount(twoProportions(one, one).high, 'error');
  return [
    `The paper's numbers are of one run each: two of its test errors less than ${noise} points apart are within the noise of ${count(table.testImages, 'test image')}.`,
  ];
}

function differentBackends({ backends }: Facts): string[] {
  if (backends.length < 2) return [];
  return [`The runs used different backends (${backends.join('; ')}): their times cannot be compared.`];
}
