import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Writes one or more fields of a Protocol Buffers message. */
export type Fields = (writer: BinaryWriter) => void;

/** A whole number, an enumeration value or a boolean. */
export function integer(field: number, value: number): Fields {
  return (writer) => writer.tag(field, WireType.Varint).int64(value);
}

/** A number of 32 bits. */
export function float(field: number, value: number): Fields {
  return (writer) => writer.tag(field, WireType.Bit32).float(value);
}

export function text(field: number, value: string): Fields {
  return (writer) => writer.tag(field, WireType.LengthDelimited).string(value);
}

export function bytes(field: number, value: Uint8Array): Fields {
  return (writer) => writer.tag(field, WireType.LengthDelimited).bytes(value);
}

/** Several numbers in one field (packed). */
export function packed(
  field: number,
  values: readonly number[],
  write: (writer: BinaryWriter, value: number) => void,
): Fields {
  return (writer) => {
    writer.tag(field, WireType.LengthDelimited).fork();
    for (const value of values) write(writer, value);
    writer.join();
  };
}

/** A message within the message. */
export function message(field: number, ...parts: readonly Fields[]): Fields {
  return (writer) => {
    writer.tag(field, WireType.LengthDelimited).fork();
    for (const part of parts) part(writer);
    writer.join();
  };
}

/** A map from strings to messages or strings; `write` writes the value, as field 2 of an entry. */
export function map<Value>(
  field: number,
  entries: Readonly<Record<string, Value>>,
  write: (field: number, value: Value) => Fields,
): Fields {
  return (writer) => {
    for (const [key, value] of Object.entries(entries)) message(field, text(1, key), write(2, value))(writer);
  };
}

/** A message as bytes. */
export function encode(...parts: readonly Fields[]): Uint8Array {
  const writer = new BinaryWriter();
  for (const part of parts) part(writer);
  return writer.finish();
}
