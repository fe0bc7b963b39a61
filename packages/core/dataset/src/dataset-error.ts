import { InputError } from '@rectified/errors';

/** A dataset that cannot be used: a file is missing or truncated, has another format, or contains impossible labels. */
export class DatasetError extends InputError {
  override name = 'DatasetError';
}
