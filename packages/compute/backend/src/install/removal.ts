import { InputError, isInputError } from '@rectified/errors';
import { fileError } from '@rectified/system';

/** What was removed. */
export interface RemovedPart {
  /** A file, or a folder with its contents. */
  readonly file: string;
  readonly bytes: number;
  /** If it was a link that somebody put in the place of a part: where it led. What is there stays, and so does the space that it takes. */
  readonly leadsTo?: string;
}

/** A removal that goes on where the system refuses a part. */
export class Removal {
  readonly removed: RemovedPart[] = [];
  readonly #stayed: string[] = [];
  readonly #onRemoved: ((part: RemovedPart) => void) | undefined;

  constructor(onRemoved?: (part: RemovedPart) => void) {
    this.#onRemoved = onRemoved;
  }

  /**
   * Calls `remove`, which removes a part and returns its bytes, or `undefined` if another process has just done so. Returns whether the part
   * is gone.
   */
  async take(part: Omit<RemovedPart, 'bytes'>, remove: () => Promise<number | undefined>): Promise<boolean> {
    let bytes: number | undefined;
    try {
      bytes = await remove();
    } catch (error) {
      const known = fileError(error);
      if (!isInputError(known)) throw error;
      const { what, file = part.file } = known.details;
      // Of a part, it may be a single file that stays, which may have been moved.
      this.#stayed.push(`${part.file} (${what}${file === part.file ? '' : `: ${file}`})`);
      return false;
    }
    if (bytes !== undefined) this.#add({ ...part, bytes });
    return true;
  }

  #add(part: RemovedPart): void {
    this.removed.push(part);
    this.#onRemoved?.(part);
  }

  /** Throws an `InputError` if anything stayed. */
  complain(): void {
    if (this.#stayed.length === 0) return;
    throw new InputError({
      what: `the system did not let these be removed: ${this.#stayed.join(', ')}`,
      remedy: 'Everything else was removed. Try again once nothing uses or protects them',
    });
  }
}
