import type { FetchOptions } from '@rectified/dataset';
import {
  callable,
  checkOptions,
  checkValue,
  having,
  InputError,
  optional,
  renamed,
  text,
} from '@rectified/errors';

/**
 * The options of a dataset's download; an `InputError` unless these and the folder are what they must be.
 *
 * @param what the function that downloads, for people
 */
export function checkFetch(what: string, folder: string, options: FetchOptions): FetchOptions {
  checkValue('what downloads', what, text('its name'));
  checkValue(`folder of ${what}`, folder, text('the path of a folder'));
  checkOptions(
    what,
    options,
    {
      url: optional(text('an address')),
      from: optional(text('a folder or an address')),
      onProgress: optional(callable()),
      onNote: optional(callable()),
      signal: optional(having('an AbortSignal', 'aborted', 'addEventListener')),
    },
    { mirror: renamed('from') },
  );
  if (options.url !== undefined && options.from !== undefined)
    throw new InputError({
      what: `where ${what} takes it from`,
      expected: 'url or from',
      got: 'both',
    });
  return options;
}
