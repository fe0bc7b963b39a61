import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@rectified/testing/files';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { expect, it, onTestFinished } from 'vitest';
import { openParquet } from '../src/index.js';

async function written(kvMetadata: { key: string; value: string }[] = []): Promise<string> {
  const file = join(temporaryFolder(onTestFinished), 'a.parquet');
  const rows = Array.from({ length: 10 }, (_, n) => ({
    bytes: Uint8Array.of(n, 255, 0, 128),
    path: `${n}.png`,
  }));
  const content = parquetWriteBuffer({
    columnData: [
      { name: 'img', data: rows },
      { name: 'label', data: rows.map((_, n) => BigInt(n)) },
    ],
    schema: [
      { name: 'root', num_children: 2 },
      { name: 'img', repetition_type: 'OPTIONAL', num_children: 2 },
      { name: 'bytes', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL' },
      { name: 'path', type: 'BYTE_ARRAY', repetition_type: 'OPTIONAL', converted_type: 'UTF8' },
      { name: 'label', type: 'INT64', repetition_type: 'OPTIONAL' },
    ],
    kvMetadata,
    rowGroupSize: 4,
  });
  await writeFile(file, new Uint8Array(content));
  return file;
}

it('gives rows in order, bytes as bytes', async () => {
  const parquet = await openParquet(await written());
  expect([parquet.rows, parquet.columns, parquet.names('label')]).toEqual([10, ['img', 'label'], undefined]);
  const rows = [];
  for await (const row of parquet.read(['img', 'label'])) rows.push(row);
  expect(rows).toHaveLength(10);
  expect(rows[7]).toEqual({ img: { bytes: Uint8Array.of(7, 255, 0, 128), path: '7.png' }, label: 7n });
  await parquet.close();
});

it('knows the names of classes that the library of the hub writes', async () => {
  const features = { label: { names: ['a', 'b'], _type: 'ClassLabel' } };
  const parquet = await openParquet(
    await written([{ key: 'huggingface', value: JSON.stringify({ info: { features } }) }]),
  );
  expect(parquet.names('label')).toEqual(['a', 'b']);
  await parquet.close();
});

it.each([
  ['nothing', new Uint8Array(0)],
  ['another file', new Uint8Array(1000)],
  ['a length that leads out of it', Uint8Array.of(80, 65, 82, 49, 255, 255, 255, 127, 80, 65, 82, 49)],
])('names a file with %s', async (_, content) => {
  const file = join(temporaryFolder(onTestFinished), 'a.parquet');
  await writeFile(file, content);
  await expect(openParquet(file)).rejects.toThrow(`${file}: cannot be read as a parquet file`);
});
