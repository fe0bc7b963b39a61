import { isDeepStrictEqual } from 'node:util';
import { checkValue, having } from '@rectified/errors';
import { codePath } from './code-path.js';
import { kindsOfCode } from './identity-difference.js';

type Config = Readonly<Record<string, unknown>>;

/**
 * Settings that do not affect a result, or are identified better than by their value: images by their content
 * (`identity`), what computes by what was actually used (`backend`).
 */
const incidental: readonly string[] = [
  'data',
  'skipBad',
  'splitFile',
  'backend',
  'kernels',
  'engine',
  'evaluateTrain',
  'evaluateEvery',
  'probe',
  'checkpointEvery',
  'log',
];

/** Returns whether two runs of the same experiment may differ in a setting. */
export function isIncidental(key: string): boolean {
  return incidental.includes(key);
}

/**
 * The settings that make two configurations different experiments, in the order in which they occur. Together with
 * {@link identityDifference} this tells whether runs are the same; a different number of epochs also counts.
 */
export function differentSettings(...configs: readonly Config[]): string[] {
  for (const config of configs) checkValue('settings of a run', config, having('an object'));
  const [first = {}, ...others] = configs;
  const keys = new Set(configs.flatMap((config) => Object.keys(config)));
  return [...keys].filter(
    (key) =>
      !isIncidental(key) &&
      others.some((other) => !isDeepStrictEqual(decisive(key, first[key]), decisive(key, other[key]))),
  );
}

/** The part of a setting that matters: for code in a file, only its variant, because its content is compared by hash. */
function decisive(key: string, value: unknown): unknown {
  const isCode = (kindsOfCode as readonly string[]).includes(key);
  const path = isCode && typeof value === 'string' ? codePath(value) : undefined;
  return path === undefined ? value : { variant: (value as string).slice(path.length) };
}
