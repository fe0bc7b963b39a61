import { closeSync, ftruncateSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkValue, InputError, text } from '@rectified/errors';
import type { RunLog } from '@rectified/run-folder';
import { fileError, makeFolder, withFileError } from '@rectified/system';
import { type EventValue, encodeEvent, readEvent, versionEvent } from './event.js';
import { histogramOf } from './histogram.js';
import { frame, hasRecordsAfter, unframe } from './records.js';

const path = text('the path of a folder');

/** TensorBoard reads every file with `tfevents` in its name. */
const fileName = 'events.out.tfevents.rectified';

/**
 * Opens the event file in a folder to append to it, or creates one. A resumed run repeats some steps; values of a tag up to its last
 * written step are not written a second time. An incomplete record left by a crash is cut off;
 * a file that is damaged before its end is an `InputError`.
 *
 * Every event is written at once, so TensorBoard can follow along and a killed process loses none.
 *
 * @example
 * const log = await openEventLog('runs/a/tensorboard');
 * log.scalars(10, { 'train/loss': 2.3 });
 * log.histogram(10, 'conv1/kernel', weights);
 * log.close();
 */
export async function openEventLog(folder: string): Promise<RunLog> {
  checkValue('folder of an event log', folder, path);
  await makeFolder(folder);
  const file = join(folder, fileName);
  const handle = withFileError(file, () => openSync(file, 'a+'));
  const content = withFileError(file, () => readFileSync(file));
  const { records, end } = unframe(content);
  if (hasRecordsAfter(content, end)) {
    closeSync(handle);
    throw new InputError({
      what: `damaged at byte ${end}, so TensorBoard reads no further`,
      file,
      remedy: 'Restore it from a copy, or delete it: what comes is logged, and metrics.jsonl has all numbers',
    });
  }
  withFileError(file, () => ftruncateSync(handle, end));
  const append = (data: Uint8Array) => withFileError(file, () => writeFileSync(handle, frame(data)));
  if (records.length === 0) append(versionEvent(Date.now() / 1000));
  /** The last step of every tag. */
  const last = new Map<string, number>();
  for (const { step, tags } of records.map(readEvent)) for (const tag of tags) last.set(tag, step);

  const write = (step: number, values: readonly EventValue[]) => {
    const fresh = values.filter(({ tag }) => step > (last.get(tag) ?? -1));
    if (fresh.length === 0) return;
    append(encodeEvent({ time: Date.now() / 1000, step, values: fresh }));
    for (const { tag } of fresh) last.set(tag, step);
  };
  return {
    scalars: (step, values) =>
      write(
        step,
        Object.entries(values).map(([tag, value]) => ({ tag, value })),
      ),
    histogram: (step, tag, values) => {
      const value = histogramOf(values);
      if (value !== undefined) write(step, [{ tag, value }]);
    },
    close: () => closeSync(handle),
  };
}

/** The steps and tags in a folder's event file, in the order of writing; none if there is no file. */
export async function readEventLog(folder: string): Promise<{ step: number; tags: string[] }[]> {
  checkValue('folder of an event log', folder, path);
  const file = join(folder, fileName);
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return new Uint8Array();
    throw fileError(error, file);
  });
  return unframe(content)
    .records.map(readEvent)
    .filter(({ tags }) => tags.length > 0);
}
