import { type DataType, dataTypes } from './data-type.js';
import { bytes, type Fields, float, integer, message, packed, text } from './fields.js';

export type Shape = readonly number[];

/** A setting of an operation in a graph, besides its inputs (`attr_value.proto`). */
export type Attribute =
  | { readonly type: DataType }
  | { readonly types: readonly DataType[] }
  | { readonly int: number }
  | { readonly ints: readonly number[] }
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly bool: boolean }
  | { readonly text: string }
  | { readonly shape: Shape }
  | { readonly shapes: readonly Shape[] }
  /** The name of a function of the graph's library. */
  | { readonly function: string }
  | { readonly constant: Constant };

export type Attributes = Readonly<Record<string, Attribute>>;

/** A tensor in a file. */
export interface Constant {
  readonly type: DataType;
  readonly shape: Shape;
  /** Its elements as they lie in memory, lowest byte first. */
  readonly content: Uint8Array;
}

export function shapeFields(field: number, shape: Shape): Fields {
  return message(field, ...shape.map((size) => message(2, integer(1, size))));
}

/** An `AttrValue`. */
export function attributeFields(field: number, attribute: Attribute): Fields {
  return message(field, contentOf(attribute));
}

function contentOf(attribute: Attribute): Fields {
  if ('type' in attribute) return integer(6, dataTypes[attribute.type]);
  if ('int' in attribute) return integer(3, attribute.int);
  if ('float' in attribute) return float(4, attribute.float);
  if ('bool' in attribute) return integer(5, Number(attribute.bool));
  if ('text' in attribute) return text(2, attribute.text);
  if ('shape' in attribute) return shapeFields(7, attribute.shape);
  if ('function' in attribute) return message(10, text(1, attribute.function));
  if ('constant' in attribute) {
    const { type, shape, content } = attribute.constant;
    return message(8, integer(1, dataTypes[type]), shapeFields(2, shape), bytes(4, content));
  }
  if ('ints' in attribute)
    return message(
      1,
      packed(3, attribute.ints, (writer, value) => writer.int64(value)),
    );
  if ('floats' in attribute)
    return message(
      1,
      packed(4, attribute.floats, (writer, value) => writer.float(value)),
    );
  if ('types' in attribute)
    return message(
      1,
      packed(
        6,
        attribute.types.map((type) => dataTypes[type]),
        (writer, value) => writer.int32(value),
      ),
    );
  return message(1, ...attribute.shapes.map((shape) => shapeFields(7, shape)));
}
