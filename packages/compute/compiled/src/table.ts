import { InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import type { FunctionBody, Value } from './function-body.js';
import { bitcast, cast, firstColumns, gather, read, reshape } from './operations.js';

/** Rows of bytes or whole numbers that stay on the device, such as images and their labels. */
export interface Table {
  /** Shape of one row. */
  readonly shape: readonly number[];
  readonly values: Uint8Array | Int32Array;
}

/** The form of a table on the device: eight bytes per number, because devices have no variables of bytes and cannot select rows of them. */
interface Layout {
  readonly rows: number;
  /** Elements per row. */
  readonly elements: number;
  /** Numbers of 8 bytes per row. */
  readonly words: number;
  /** Elements in each of them. */
  readonly perWord: number;
}

export function layoutOf(name: string, { shape, values }: Table): Layout {
  const elements = tf.util.sizeFromShape([...shape]);
  const rows = values.length / elements;
  if (!Number.isInteger(rows) || rows === 0)
    throw new InputError({
      what: `table ${name}`,
      expected: `rows of ${elements} values each`,
      got: `${values.length} values`,
    });
  const perWord = 8 / values.BYTES_PER_ELEMENT;
  return { rows, elements, words: Math.ceil(elements / perWord), perWord };
}

/** The rows, each padded to whole words, as pairs of int32. */
export function packedTable(name: string, table: Table): Int32Array {
  const { rows, elements, words } = layoutOf(name, table);
  const { values } = table;
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const [given, taken] = [elements * values.BYTES_PER_ELEMENT, words * 8];
  const packed = new Uint8Array(rows * taken);
  if (given === taken) packed.set(bytes);
  else
    for (let row = 0; row < rows; row++)
      packed.set(bytes.subarray(row * given, (row + 1) * given), row * taken);
  return new Int32Array(packed.buffer);
}

/** Rows of a table by their indices: [indices, ...shape] as int32, or as the `numbers` for each byte. */
export function rowsOf(
  body: FunctionBody,
  handle: Value,
  { name, table, indices, numbers }: RowsOptions,
): Value {
  const { elements, words, perWord } = layoutOf(name, table);
  const type = table.values instanceof Uint8Array ? 'uint8' : 'int32';
  const count = indices.shape[0]!;
  const packed = gather(body, read(body, handle, 'int64'), indices);
  const split = reshape(body, bitcast(body, packed, type, [count, words, perWord]), [count, words * perWord]);
  const whole = elements === words * perWord ? split : firstColumns(body, split, elements);
  const rows = reshape(body, whole, [count, ...table.shape]);
  const integers = type === 'int32' ? rows : cast(body, rows, 'int32');
  if (numbers === undefined) return integers;
  const { buffer, byteOffset, byteLength } = numbers;
  const list = body.constant('float32', [numbers.length], new Uint8Array(buffer, byteOffset, byteLength));
  return gather(body, list, integers);
}

interface RowsOptions {
  readonly name: string;
  readonly table: Table;
  readonly indices: Value;
  readonly numbers?: Float32Array;
}
