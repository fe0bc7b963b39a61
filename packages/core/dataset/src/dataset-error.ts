import { InputError } from '@rectified/errors';

/** A dataset that cannot be used: a file missing, truncated, of another format, with impossible labels. */
export class DatasetError extends InputError {
  override name = 'DatasetError';
}
