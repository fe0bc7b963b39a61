/** TensorFlow's element types, with their numbers in its files (`types.proto`). */
export const dataTypes = {
  float32: 1,
  int32: 3,
  uint8: 4,
  string: 7,
  int64: 9,
  bool: 10,
  bfloat16: 14,
  resource: 20,
  uint64: 23,
} as const;

export type DataType = keyof typeof dataTypes;

const names = new Map(Object.entries(dataTypes).map(([name, number]) => [number, name as DataType]));

/** The type with a number; undefined for types that are not used here. */
export function dataTypeOf(number: number): DataType | undefined {
  return names.get(number as never);
}
