import { isDeepStrictEqual } from 'node:util';
import { checkValue, having } from '@rectified/errors';
import { codePath } from './code-path.js';
import { kindsOfCode } from './identity-difference.js';

type Config = Readonly<Record<string, unknown>>;

/**
 * The settings that do not decide a result, or are told by something better than their value: images by what they are
 * (`identity`), what computes by what was taken (`backend`).
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

/** Whether two runs can differ in a setting of their configurations without being two experiments. */
export function isIncidental(key: string): boolean {
  return incidental.includes(key);
}

/**
 * The settings in which configurations are different experiments, in the order in which they come. Together with
 * {@link identityDifference} this tells whether runs are the same; more epochs than another run has are a difference, too.
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

/** What of a setting decides: of a file with code its variant alone, since what is in it is compared by its hash. */
function decisive(key: string, value: unknown): unknown {
  const isCode = (kindsOfCode as readonly string[]).includes(key);
  const path = isCode && typeof value === 'string' ? codePath(value) : undefined;
  return path === undefined ? value : { variant: (value as string).slice(path.length) };
}
