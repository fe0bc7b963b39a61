import { DatasetError } from '@rectified/dataset';

/** A file or class folder that cannot be used. */
export interface Fault {
  /** `amphipods/10494.jpg`; a folder ends in a slash; control characters are written as `\u001b`. */
  readonly file: string;
  /** `empty file`. */
  readonly what: string;
}

/** Unusable images, all of them, in {@link BadImagesError.faults}; the message shows the first ones. */
export class BadImagesError extends DatasetError {
  override name = 'BadImagesError';

  constructor(
    source: string,
    readonly faults: readonly Fault[],
  ) {
    const shown = faults.slice(0, 30).map(({ file, what }) => `  ${file}: ${what}`);
    if (shown.length < faults.length) shown.push(`  and ${faults.length - shown.length} more`);
    super({
      what: `${faults.length} ${faults.length === 1 ? 'fault' : 'faults'} in the images`,
      file: source,
      expected:
        'complete 8-bit gray or RGB JPEG or PNG images, the training images in folders named after the 121 classes',
      got: ['', ...shown].join('\n'),
      remedy: 'Repair or remove them, or leave them out (`--skip-bad`; in code `skipBad: true`)',
    });
  }
}
