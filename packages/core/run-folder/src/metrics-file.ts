import { closeSync, existsSync, fstatSync, fsyncSync, ftruncateSync, openSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@rectified/errors';
import { fileError } from '@rectified/system';
import { parseJson } from './parse-json.js';
import type { MetricsRecord } from './records.js';
import { metricsRecord } from './schema.js';

const name = 'metrics.jsonl';

/** `metrics.jsonl` while it is being written. */
export interface MetricsFile {
  append(record: MetricsRecord): void;
  /** Puts everything onto the disk and returns the file's size in bytes, for a checkpoint to remember. */
  sync(): number;
  close(): void;
}

/**
 * Opens the run's `metrics.jsonl` to append to it. What comes after its first `keep` bytes is cut off: the
 * records of steps that a resumed run takes again, or half a line that a crash left. Default: 0, a new file.
 */
export function openMetrics(folder: string, { keep = 0 }: { keep?: number } = {}): MetricsFile {
  const file = join(folder, name);
  /** The file system's errors as people understand them. */
  const speaking = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      throw fileError(error, file);
    }
  };
  const handle = speaking(() => openSync(file, 'a'));
  const size = fstatSync(handle).size;
  if (size < keep) {
    closeSync(handle);
    throw new InputError({
      what: 'records are missing',
      expected: `at least the ${keep} bytes that the checkpoint knew`,
      got: `${size} bytes`,
      file,
      remedy: 'Bring the file back, or start again in another folder',
    });
  }
  speaking(() => size > keep && ftruncateSync(handle, keep));
  return {
    append: (record) =>
      speaking(() => writeFileSync(handle, `${JSON.stringify(metricsRecord.parse(record))}\n`)),
    sync: () =>
      speaking(() => {
        fsyncSync(handle);
        return fstatSync(handle).size;
      }),
    close: () => closeSync(handle),
  };
}

/** The records of a run so far. Half a line at the end, which a crash leaves, is ignored; any other fault throws. */
export async function readMetrics(folder: string): Promise<MetricsRecord[]> {
  const file = join(folder, name);
  if (!existsSync(file)) return [];
  const whole = (await readFile(file, 'utf8')).split('\n').slice(0, -1);
  return whole.map((line, index) => parseJson(metricsRecord, line, file, index + 1));
}
