import { createHash, type Hash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import { checkSchema } from '@rectified/errors';
import { checkRegular, type FileHash, fileError, hashBytes, withFileError } from '@rectified/system';
import { damaged, startOver } from './damaged.js';
import { parseJson } from './parse-json.js';
import { pathIn } from './path-in.js';
import type { MetricsRecord } from './records.js';
import { checkOwn, runIdOf } from './run-id.js';
import { metricsRecord } from './schema.js';

const name = 'metrics.jsonl';

/** The first line, with the id of the run. Runs from before ids existed have none. */
interface Header {
  readonly type: 'run';
  readonly run: string;
}

/** Every line ends in the first digits of the SHA-256 of the rest of the line. */
const checkedLine = /^(.*),"sha256":"([0-9a-f]{16})"}$/;

/** `metrics.jsonl` while it is being written. */
export interface MetricsFile {
  append(record: MetricsRecord): void;
  /** Flushes everything to disk and returns the file's size and hash, to be stored in a checkpoint or a result. */
  sync(): FileHash;
  close(): void;
}

/** The kinds of records known to this version. */
const kinds: readonly string[] = ['step', 'epoch', 'probe'] satisfies MetricsRecord['type'][];

/** The hash of an empty file. */
const nothing: FileHash = hashBytes('');

/**
 * Opens the run's `metrics.jsonl` to append to it. Everything after the part described by `keep` is cut off: the
 * records of steps that a resumed run repeats, or an incomplete line left by a crash. Default: nothing is kept, so the file is new.
 * Throws an InputError if that part is not what was written.
 */
export function openMetrics(folder: string, { keep = nothing }: { keep?: FileHash } = {}): MetricsFile {
  const file = pathIn(folder, name);
  const hash = hashOfStart(folder, keep);
  const handle = withFileError(file, () => openSync(file, 'a'));
  let { size } = keep;
  withFileError(file, () => fstatSync(handle).size > size && ftruncateSync(handle, size));
  const write = (value: MetricsRecord | Header) =>
    withFileError(file, () => {
      const line = Buffer.from(`${withHash(JSON.stringify(value))}\n`);
      writeFileSync(handle, line);
      hash.update(line);
      size += line.length;
    });
  try {
    const run = runIdOf(folder);
    if (size === 0 && run !== undefined) write({ type: 'run', run });
  } catch (error) {
    closeSync(handle);
    throw error;
  }
  return {
    append: (record) => write(checkSchema(metricsRecord, record, { what: 'metrics.jsonl' })),
    sync: () =>
      withFileError(file, () => {
        fsyncSync(handle);
        return { size, sha256: hash.copy().digest('hex') };
      }),
    close: () => closeSync(handle),
  };
}

/** The running hash of the file's start; throws an InputError if the start is not what was written. */
function hashOfStart(folder: string, keep: FileHash): Hash {
  const file = pathIn(folder, name);
  if (keep.size === 0) return createHash('sha256');
  const content = existsSync(file) ? readFileSync(file) : undefined;
  checkStart(folder, keep, content);
  return createHash('sha256').update(content!.subarray(0, keep.size));
}

/** Throws an InputError unless the records start with the part described by `known`. */
export function checkStart(folder: string, known: FileHash, content: Uint8Array | undefined): void {
  const file = pathIn(folder, name);
  if (known.size === 0) return;
  if (content === undefined) throw damaged({ file, what: 'is missing' }, startOver);
  if (content.length < known.size)
    throw damaged({ file, what: `has ${content.length} bytes instead of at least ${known.size}` }, startOver);
  if (hashBytes(content.subarray(0, known.size)).sha256 !== known.sha256)
    throw damaged({ file, what: 'differs from what was written' }, startOver);
}

/** The content of `metrics.jsonl`; undefined if there is none. */
export async function metricsContent(folder: string): Promise<Uint8Array | undefined> {
  const file = pathIn(folder, name);
  try {
    checkRegular(file);
    return existsSync(file) ? await readFile(file) : undefined;
  } catch (error) {
    throw fileError(error, file);
  }
}

/** Throws an InputError if the records belong to another run than the one in the folder. */
export function checkOwner(folder: string, content: Uint8Array | undefined): void {
  const [first] = linesOf(content);
  if (first !== undefined) checkOwn(pathIn(folder, name), headerOf(first)?.run, runIdOf(folder));
}

function headerOf(line: string): Header | undefined {
  const [, run] = /^{"type":"run","run":"([^"]*)"[,}]/.exec(line) ?? [];
  return run === undefined ? undefined : { type: 'run', run };
}

/** Complete lines. */
const linesOf = (content: Uint8Array = new Uint8Array()) =>
  Buffer.from(content).toString('utf8').split('\n').slice(0, -1);

/**
 * The records in `content`. An incomplete last line, which a crash leaves, is ignored; any other fault throws. Lines
 * without a hash, as in runs of format 1, are accepted if `hashed` is false. Records of a kind that only
 * later versions know are left out.
 */
export function parseMetrics(
  folder: string,
  content: Uint8Array | undefined,
  { hashed }: { hashed: boolean },
): MetricsRecord[] {
  const file = pathIn(folder, name);
  return linesOf(content).flatMap((line, index) => {
    const [, body, recorded] = checkedLine.exec(line) ?? [];
    if (body === undefined && !hashed) return parseJson(metricsRecord, line, file, { line: index + 1 });
    if (body === undefined || shortHash(`${body}}`) !== recorded)
      throw damaged(
        { file: `${file}:${index + 1}`, what: 'has a line that is not what was written' },
        startOver,
      );
    if (index === 0 && headerOf(line) !== undefined) return [];
    if (!kinds.includes(kindOf(line))) return [];
    return parseJson(metricsRecord, `${body}}`, file, { line: index + 1 });
  });
}

const kindOf = (line: string) => /^{"type":"([^"]*)"/.exec(line)?.[1] ?? '';

const withHash = (json: string) => `${json.slice(0, -1)},"sha256":"${shortHash(json)}"}`;
const shortHash = (json: string) => hashBytes(json).sha256.slice(0, 16);
