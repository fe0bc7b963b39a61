/** A value as the "got" of an error: as JSON if possible, otherwise in words; long values are cut. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'function') return `the function ${value.name}`.trim();
  if (typeof value !== 'object' && typeof value !== 'string') return String(value);
  const name = Object(value).constructor?.name ?? 'Object';
  if (ArrayBuffer.isView(value) && 'length' in value)
    return cut(`${name} of ${value.length}: ${(value as Uint8Array).subarray(0, 20).join(', ')}`);
  // Tensors, layers and the like are identified by their class; their contents would not help.
  if (typeof value === 'object' && !['Array', 'Object'].includes(name)) return `an object of class ${name}`;
  try {
    return cut(JSON.stringify(value, (_, inner) => (isOdd(inner) ? String(inner) : inner)));
  } catch {
    return 'an object that contains itself';
  }
}

/** Values that JSON would turn into null, or refuse. */
const isOdd = (value: unknown) =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));

const cut = (text: string) => (text.length > 200 ? `${text.slice(0, 200)} ...` : text);
