import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import sharp from 'sharp';
import { pack } from 'tar-stream';
import { afterAll } from 'vitest';
import { ZipFile } from 'yazl';
import { ndsbClasses } from '../src/index.js';

/** Files by path. */
export type Files = Readonly<Record<string, Uint8Array>>;

const root = await mkdtemp(join(tmpdir(), 'ndsb-'));
afterAll(() => rm(root, { recursive: true, force: true }));
let folders = 0;

/** An empty folder that is removed after the tests of the file. */
export async function temporaryFolder(): Promise<string> {
  const folder = join(root, `${folders++}`);
  await mkdir(folder);
  return folder;
}

/** A gray JPEG of one level. */
export const jpeg = (level: number, width = 12, height = 9) =>
  sharp(new Uint8Array(width * height).fill(level), { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .jpeg()
    .toBuffer();

/** The gray of the test images of a class. */
export const levelOf = (label: number, image: number) => 20 + label + 60 * image;

/** How many test images of a class there are: two of the first ten, one of the others. */
export const imagesOf = (label: number) => (label < 10 ? 2 : 1);

/** Small images of every class, `amphipods/30.jpg` and `amphipods/31.jpg`, of a gray by which each is known. */
export const plankton: Files = Object.fromEntries(
  await Promise.all(
    ndsbClasses.flatMap((name, label) =>
      Array.from({ length: imagesOf(label) }, async (_, image) => [
        `${name}/${10 * label + image}.jpg`,
        await jpeg(levelOf(label, image), 8 + (label % 5), 6 + (label % 7)),
      ]),
    ),
  ),
);

export async function write(folder: string, files: Files): Promise<string> {
  for (const [path, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return folder;
}

/** The files under the folder `train`, as the competition's archives have them. */
export const inTrain = (files: Files): Files =>
  Object.fromEntries(Object.entries(files).map(([path, bytes]) => [`train/${path}`, bytes]));

export function zip(files: Files, { compress = true } = {}): Promise<Buffer> {
  const archive = new ZipFile();
  archive.addEmptyDirectory('train');
  for (const [path, bytes] of Object.entries(files))
    archive.addBuffer(Buffer.from(bytes), path, { compress });
  archive.end();
  return buffer(
    archive.outputStream as NodeJS.ReadableStream as AsyncIterable<Buffer> & NodeJS.ReadableStream,
  );
}

export function tar(files: Files): Promise<Buffer> {
  const archive = pack();
  archive.entry({ name: 'train', type: 'directory' });
  for (const [path, bytes] of Object.entries(files)) archive.entry({ name: path }, bytes);
  archive.finalize();
  return buffer(archive);
}
