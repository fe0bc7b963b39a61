import { existsSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatasetError } from '@rectified/dataset';
import { temporaryFolder } from '@rectified/testing/files';
import { afterEach, expect, it, onTestFinished, vi } from 'vitest';
import { askJson } from '../src/ask-json.js';
import { fetchFolder, hub, mirror, type Patience, placeOf, type Source, type Wanted } from '../src/index.js';
import { type Answer, endless, send, serve, status } from './server.js';

afterEach(() => vi.unstubAllEnvs());

const content = Buffer.from('seven images');

/** A source whose one file an address has, and which is the dataset where it has this content. */
const source = (name: string, url: string): Source => ({
  name,
  files: () => [{ url, most: 1000 }],
  async make([file], folder) {
    if (!(await readFile(file!)).equals(content)) throw new DatasetError({ what: 'other images', file });
    await copyFile(file!, join(folder, 'images.bin'));
  },
});

const wanted = (...sources: Source[]): Wanted => ({
  title: 'Seven',
  name: 'seven',
  room: '12 B',
  sources,
  isComplete: async (folder) => {
    const file = join(folder, 'images.bin');
    return existsSync(file) && (await readFile(file)).equals(content);
  },
  owns: (entry) => entry === 'images.bin',
});

const patience: Patience = { attempts: 1, wait: 1 };

/** Fetches into a new folder; `notes` is what was said, `left` what lies beside it afterwards. */
async function bring(answers: Answer[][], put?: (folder: string) => Promise<void>) {
  const parent = temporaryFolder(onTestFinished);
  const folder = join(parent, 'seven');
  await put?.(folder);
  const sources: Source[] = [];
  for (const [at, own] of answers.entries())
    sources.push(source(`source ${at + 1}`, (await serve(...own)).url));
  const notes: string[] = [];
  const onNote = (note: string) => notes.push(note);
  const error = await fetchFolder(folder, wanted(...sources), { ...patience, onNote }).then(
    () => undefined,
    (error: Error) => error,
  );
  return { folder, notes, error, left: (await readdir(parent)).sort() };
}

const images = async (folder: string) => readFile(join(folder, 'images.bin'));

it('the first source that has it brings it, and nothing is left beside', async () => {
  const { folder, notes, error, left } = await bring([
    [status(404)],
    [send(Buffer.from('others'))],
    [send(content)],
  ]);
  expect(error).toBeUndefined();
  expect(await images(folder)).toEqual(content);
  expect(left).toEqual(['seven']);
  const said = notes.join('\n');
  expect(said).toMatch(
    /trying source 1[\s\S]*source 1: .*404[\s\S]*source 2: .*other images[\s\S]*trying source 3/,
  );
});

it('where it is there already no source is asked', async () => {
  const { error, notes } = await bring([[status(500)]], async (folder) => {
    await mkdir(folder);
    await writeFile(join(folder, 'images.bin'), content);
  });
  expect([error, notes]).toEqual([undefined, []]);
});

it('no source has it: all reasons, and what can be done', async () => {
  const { error, left } = await bring([[status(404)], [send(Buffer.from('others'))]]);
  expect(error).toBeInstanceOf(DatasetError);
  expect(error!.message).toMatch(
    /^no source has Seven: expected one of 2, got source 1: .*404.*; source 2: other images\. Run it again later/,
  );
  expect(left).toEqual([]);
});

it('the only source says itself why it has not', async () => {
  const { error } = await bring([[send(Buffer.from('others'))]]);
  expect(error!.message).toMatch(/: other images$/);
});

it('damaged files are put aside, others of a person are not touched', async () => {
  const damaged = await bring([[send(content)]], async (folder) => {
    await mkdir(folder);
    await writeFile(join(folder, 'images.bin'), 'dam');
  });
  expect(damaged.error).toBeUndefined();
  expect(damaged.left).toEqual(['seven', 'seven.damaged']);
  expect(await readFile(join(`${damaged.folder}.damaged`, 'images.bin'), 'utf8')).toBe('dam');
  expect(damaged.notes.join()).toMatch(/were not Seven; they have been moved to .*seven\.damaged/);

  const foreign = await bring([[send(content)]], async (folder) => {
    await mkdir(folder);
    await writeFile(join(folder, 'thesis.tex'), '');
  });
  expect(foreign.error!.message).toMatch(/seven: the folder is not empty: .*got thesis\.tex/);
  expect(await readdir(foreign.folder)).toEqual(['thesis.tex']);
});

it('a place is an address or a folder, and its files lie below it', async () => {
  const limits = { most: 10 };
  expect(placeOf('https://example.org/data').isFile).toBe(false);
  expect(await placeOf('https://example.org/data').file('a/b.bin', limits)).toEqual({
    most: 10,
    url: 'https://example.org/data/a/b.bin',
  });
  expect(() => placeOf('http://[bad')).toThrow('not an address: got http://[bad');
  const archive = placeOf('https://example.org/train.zip?x=1');
  expect([archive.isFile, await archive.file('', limits)]).toEqual([
    true,
    { most: 10, url: 'https://example.org/train.zip?x=1' },
  ]);
  const folder = temporaryFolder(onTestFinished);
  await writeFile(join(folder, 'a'), '');
  expect(await placeOf(folder).file('a', limits)).toEqual({ most: 10, path: join(folder, 'a') });
  await expect(placeOf(folder).file('b', limits)).rejects.toThrow('no such file');
  await expect(placeOf(folder).file('', limits)).rejects.toThrow('not a file');
});

it('mirrors come from the environment, an empty variable counting as none', () => {
  vi.stubEnv('RECTIFIED_MIRROR', '');
  vi.stubEnv('HF_ENDPOINT', '');
  expect([mirror(), hub()]).toEqual([undefined, 'https://huggingface.co']);
  vi.stubEnv('RECTIFIED_MIRROR', '/mnt/data');
  vi.stubEnv('HF_ENDPOINT', 'https://hub.example.org/');
  expect([mirror(), hub()]).toEqual(['/mnt/data', 'https://hub.example.org']);
});

it('a list of files is JSON of a size that lists have', async () => {
  const { signal } = new AbortController();
  const ask = async (answer: Answer) => askJson((await serve(answer)).url, signal);
  expect(await ask(send(Buffer.from('["a", "b"]')))).toEqual(['a', 'b']);
  for (const [answer, got] of [
    [status(503), /got HTTP 503/],
    [send(Buffer.from('<html>')), /got .*JSON/],
    [endless, /got more than a list/],
  ] as const)
    await expect(ask(answer)).rejects.toThrow(got);
  await expect(askJson('http://127.0.0.1:1/none', signal)).rejects.toThrow(
    'the server does not list its files',
  );
});
