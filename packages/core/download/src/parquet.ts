import { open } from 'node:fs/promises';
import { DatasetError } from '@rectified/dataset';
import { checkValue, text } from '@rectified/errors';
import { fileError } from '@rectified/system';
import { thousands } from './thousands.js';

/** A parquet file in the style of the Hugging Face hub. */
export interface Parquet {
  readonly rows: number;
  readonly columns: readonly string[];
  /** The class names of a column of class numbers, if the file contains them (as written by the hub's library). */
  readonly names: (column: string) => readonly string[] | undefined;
  /** The rows in order, with these columns; bytes and strings both come as bytes unless the file says that they are strings. */
  readonly read: (columns: readonly string[]) => AsyncGenerator<Readonly<Record<string, unknown>>, void>;
  readonly close: () => Promise<void>;
}

/** The maximum size in bytes of the rows read at a time: a small file must not expand to fill the memory. */
const MOST_AT_A_TIME = 2 ** 30;

/** Opens a local parquet file. Throws a `DatasetError` if it is not one. */
export async function openParquet(file: string): Promise<Parquet> {
  checkValue('parquet file', file, text('its path'));
  const [{ parquetMetadataAsync, parquetReadObjects }, { compressors }] = await Promise.all([
    import('hyparquet'),
    import('hyparquet-compressors'),
  ]);
  const handle = await open(file).catch((error) => {
    throw fileError(error, file);
  });
  const { size } = await handle.stat();
  const source = {
    byteLength: size,
    async slice(start: number, end = size) {
      const bytes = new Uint8Array(end - start);
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, start);
      if (bytesRead < bytes.length) throw new Error('the file ends too early');
      return bytes.buffer;
    },
  };
  try {
    const metadata = await parquetMetadataAsync(source);
    const groups = metadata.row_groups.map((group) => ({
      rows: Number(group.num_rows),
      bytes: Number(group.total_byte_size),
    }));
    const features = featuresOf(metadata.key_value_metadata ?? []);
    return {
      rows: Number(metadata.num_rows),
      columns: topLevel(metadata.schema),
      names: (column) => features[column]?.names,
      async *read(columns) {
        let rowStart = 0;
        for (const { rows, bytes } of groups) {
          if (bytes > MOST_AT_A_TIME) throw unusable(file, `${thousands(bytes)} bytes in one group of rows`);
          const rowEnd = rowStart + rows;
          const options = {
            file: source,
            metadata,
            columns: [...columns],
            rowStart,
            rowEnd,
            compressors,
            utf8: false,
          };
          yield* await parquetReadObjects(options).catch((cause: Error) => {
            throw unusable(file, cause.message, cause);
          });
          rowStart = rowEnd;
        }
      },
      close: () => handle.close(),
    };
  } catch (cause) {
    await handle.close();
    throw unusable(file, (cause as Error).message, cause);
  }
}

function topLevel(schema: readonly { name: string; num_children?: number }[]): string[] {
  const names: string[] = [];
  /** Skips the element at `at` and everything below it. */
  const after = (at: number): number => {
    let next = at + 1;
    for (let child = 0; child < (schema[at]!.num_children ?? 0); child++) next = after(next);
    return next;
  };
  let at = 1;
  for (let child = 0; child < (schema[0]?.num_children ?? 0); child++) {
    names.push(schema[at]!.name);
    at = after(at);
  }
  return names;
}

type Features = Readonly<Record<string, { readonly names?: readonly string[] }>>;

function featuresOf(metadata: readonly { key: string; value?: string }[]): Features {
  const text = metadata.find(({ key }) => key === 'huggingface')?.value;
  if (text === undefined) return {};
  const parsed = JSON.parse(text) as { info?: { features?: Features } };
  return parsed.info?.features ?? {};
}

function unusable(file: string, got: string, cause?: unknown): DatasetError {
  return new DatasetError({
    what: 'cannot be read as a parquet file',
    file,
    expected: 'a complete .parquet file',
    got,
    remedy: 'Download it again, or use another source',
    cause,
  });
}
