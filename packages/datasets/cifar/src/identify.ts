import { cifar10Format, cifar100Format, type Format, filesOf } from './format.js';

/** One of the six files that https://www.cs.toronto.edu/~kriz/cifar.html offers. */
export interface Published {
  readonly format: Format;
  readonly version: 'binary' | 'Python' | 'Matlab';
  readonly files: readonly string[];
}

const published: readonly Published[] = [cifar10Format, cifar100Format].flatMap((format) => {
  const files = filesOf(format);
  const stems = files.map((name) => name.replace(/\.bin$/, ''));
  const meta = format === cifar10Format ? 'batches.meta' : 'meta';
  return [
    { format, version: 'binary', files },
    { format, version: 'Python', files: [...stems, meta] },
    { format, version: 'Matlab', files: [...stems, meta].map((stem) => `${stem}.mat`) },
  ] as const;
});

/** Which published version a folder with these entries contains, if any. */
export function identify(entries: readonly string[]): Published | undefined {
  return published.find(({ files }) => files.every((name) => entries.includes(name)));
}
