import { DatasetError } from '@rectified/dataset';
import { isInputError } from '@rectified/errors';

/** An attempt that failed but may succeed later. */
export class TryLater extends Error {
  override name = 'TryLater';

  constructor(
    message: string,
    /** Milliseconds that the server asks to wait. */
    readonly wait?: number,
  ) {
    super(message);
  }
}

/** A source that would take too long while there is another one; what it has sent is kept. */
export class TooSlow extends DatasetError {
  override name = 'TooSlow';
}

/** Connection errors that will not go away in a second. */
const lasting = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_INVALID_URL',
]);

/** Whether another attempt is pointless. */
export function isLasting(error: unknown): boolean {
  if (isInputError(error)) return true;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if ((code !== undefined && lasting.has(code)) || message === 'bad port') return true;
  }
  return false;
}

/** The innermost message: fetch itself only says `fetch failed`. */
export function reason(error: unknown): string {
  const { cause, message, code } = error as NodeJS.ErrnoException;
  return cause ? reason(cause) : message || String(code);
}
