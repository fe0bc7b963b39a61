import { DatasetError } from '@rectified/dataset';
import { type Format, formats, howToGet, PIXEL_BYTES, recordBytes, thousands } from './format.js';

/** Throws unless `bytes`, read from `file`, are records of `format`: complete records with every label in range. */
export function checkRecords(bytes: Uint8Array, format: Format, file: string): void {
  const fault = faultOf(bytes, format);
  if (!fault) return;
  const other = formats.find((candidate) => candidate.name !== format.name)!;
  if (faultOf(bytes, other)) throw new DatasetError({ ...fault, file, remedy: howToGet(format) });
  throw new DatasetError({
    what: `a file of ${other.title}, not of ${format.title}`,
    file,
    expected: describeRecords(format),
    got: `${thousands(bytes.length / recordBytes(other))} ${describeRecords(other)}`,
    remedy: `Open it as ${other.title} (${other.name}), or give the folder of ${format.title}`,
  });
}

/** Detects a training file that was cut between two records. */
export function checkSameLength(
  files: readonly string[],
  parts: readonly Uint8Array[],
  format: Format,
): void {
  const longest = Math.max(...parts.map((part) => part.length));
  const short = parts.findIndex((part) => part.length < longest);
  if (short === -1) return;
  throw new DatasetError({
    what: 'truncated training file',
    file: files[short]!,
    expected: `${thousands(longest / recordBytes(format))} records, as in the longest training file`,
    got: `${thousands(parts[short]!.length / recordBytes(format))} records`,
    remedy: howToGet(format),
  });
}

const describeRecords = (format: Format) =>
  `records of ${thousands(recordBytes(format))} bytes (${format.labels.length} for labels, ${thousands(PIXEL_BYTES)} for pixels)`;

/** Why `bytes` are not records of `format`; `undefined` if they are. */
function faultOf(
  bytes: Uint8Array,
  format: Format,
): { what: string; expected: string; got: string } | undefined {
  const record = recordBytes(format);
  if (bytes.length === 0 || bytes.length % record !== 0)
    return {
      what: bytes.length === 0 ? 'empty file' : 'truncated or damaged file',
      expected: `a whole number of ${describeRecords(format)}`,
      got: `${thousands(bytes.length)} bytes, ${(bytes.length / record).toFixed(2)} records`,
    };
  for (const [at, { what, classes }] of format.labels.entries())
    for (let byte = at; byte < bytes.length; byte += record)
      if (bytes[byte]! >= classes)
        return {
          what: `${what} out of range`,
          expected: `0 .. ${classes - 1}`,
          got: `${bytes[byte]} in record ${thousands(Math.floor(byte / record))} (byte ${thousands(byte)})`,
        };
  return undefined;
}
