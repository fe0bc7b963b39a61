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
 * Returns the options of a dataset's download; throws an `InputError` if they or the folder are invalid.
 *
 * @param what the name of the downloading function, for messages
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
      what: `source for ${what}`,
      expected: 'url or from',
      got: 'both',
    });
  return options;
}
