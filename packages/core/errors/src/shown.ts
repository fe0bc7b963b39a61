/** A value as the "got" of an error: as JSON has it, in words what JSON has not; the beginning of what is long. */
export function shown(value: unknown): string {
  switch (typeof value) {
    case 'undefined':
      return 'nothing';
    case 'string':
      return cut(JSON.stringify(value));
    case 'function':
      return `the function ${value.name}`.trim();
    case 'object':
      return value === null ? 'null' : shownObject(value);
    default:
      return String(value);
  }
}

function shownObject(value: object): string {
  if (ArrayBuffer.isView(value) && 'length' in value)
    return `${value.constructor.name} of ${value.length}: ${cut(
      Array.from(value as Uint8Array)
        .slice(0, 20)
        .join(', '),
    )}`;
  const name = value.constructor?.name ?? 'Object';
  // Tensors, layers and the like are known by their class; their insides would tell nobody anything.
  if (!['Array', 'Object'].includes(name)) return `an object of class ${name}`;
  try {
    return cut(JSON.stringify(value, (_, inner) => (isOdd(inner) ? String(inner) : inner)));
  } catch {
    return 'an object that contains itself';
  }
}

/** What JSON would make null, or refuse. */
const isOdd = (value: unknown) =>
  typeof value === 'bigint' || (typeof value === 'number' && !Number.isFinite(value));

const cut = (text: string) => (text.length > 200 ? `${text.slice(0, 200)} ...` : text);
