import { maskedCrc32c } from './crc32c.js';

/** Length of what precedes the data of a record, and of what follows it. */
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

/** The data of the complete records at the start of a file, and where they end: a crash truncated what follows. */
export function unframe(content: Uint8Array): { records: Uint8Array[]; end: number } {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const records: Uint8Array[] = [];
  let end = 0;
  while (end + head + tail <= content.length) {
    if (view.getUint32(end + 8, true) !== maskedCrc32c(content.subarray(end, end + 8))) break;
    const length = Number(view.getBigUint64(end, true));
    const data = content.subarray(end + head, end + head + length);
    if (end + head + length + tail > content.length) break;
    if (view.getUint32(end + head + length, true) !== maskedCrc32c(data)) break;
    records.push(data);
    end += head + length + tail;
  }
  return { records, end };
}
