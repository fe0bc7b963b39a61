import { maskedCrc32c } from './crc32c.js';

/** Length of what stands before the data of a record, and after it. */
const [head, tail] = [12, 4];

/** One record of a TFRecord file: length (64 bits), its masked CRC, the data, their masked CRC; little-endian. */
export function frame(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(head + data.length + tail);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(data, head);
  view.setUint32(head + data.length, maskedCrc32c(data), true);
  return record;
}

/** The data of the whole records that a file begins with, and where they end. */
export function unframe(content: Uint8Array): { records: Uint8Array[]; end: number } {
  const records: Uint8Array[] = [];
  let end = 0;
  for (let data = recordAt(content, end); data !== undefined; data = recordAt(content, end)) {
    records.push(data);
    end += head + data.length + tail;
  }
  return { records, end };
}

/** Whether whole records come after something else: a crash tears the last one alone, so that is damage. */
export function hasRecordsAfter(content: Uint8Array, end: number): boolean {
  for (let at = end + 1; at + head + tail <= content.length; at++)
    if (recordAt(content, at) !== undefined) return true;
  return false;
}

/** The data of the whole record that begins here, if one does. */
function recordAt(content: Uint8Array, at: number): Uint8Array | undefined {
  if (at + head + tail > content.length) return undefined;
  const view = new DataView(content.buffer, content.byteOffset + at, content.byteLength - at);
  if (view.getUint32(8, true) !== maskedCrc32c(content.subarray(at, at + 8))) return undefined;
  const length = Number(view.getBigUint64(0, true));
  if (at + head + length + tail > content.length) return undefined;
  const data = content.subarray(at + head, at + head + length);
  return view.getUint32(head + length, true) === maskedCrc32c(data) ? data : undefined;
}
