/** A value as in JSON, with six significant digits and typed arrays as arrays. */
export function jsonValue(value: unknown): unknown {
  const text = JSON.stringify(value, (_, item) => {
    if (ArrayBuffer.isView(item)) return Array.from(item as Uint8Array);
    return typeof item === 'number' ? Number(item.toPrecision(6)) : item;
  });
  return text === undefined ? undefined : JSON.parse(text);
}
