import { type Attributes, attributeFields, type Shape, shapeFields } from './attribute.js';
import { type DataType, dataTypes } from './data-type.js';
import { encode, type Fields, integer, map, message, text } from './fields.js';

/** An operation of a graph or a function. */
export interface Node {
  readonly name: string;
  readonly op: string;
  /** `node:index` in a graph, `node:output:index` or a parameter's name in a function; `^node` for what must run before. */
  readonly inputs: readonly string[];
  readonly attributes: Attributes;
}

/** A function in a graph's library. */
export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly type: DataType }[];
  /** `from`: the value in the function that is returned under a name. */
  readonly results: readonly { readonly name: string; readonly type: DataType; readonly from: string }[];
  readonly nodes: readonly Node[];
  /** Nodes that must run although nothing uses their outputs. */
  readonly effects: readonly string[];
}

/** A tensor of the graph that is fed or fetched. */
export interface Place {
  /** `node:index` */
  readonly from: string;
  readonly type: DataType;
  readonly shape: Shape;
}

/** The callable functions of a SavedModel. */
export interface Signature {
  readonly inputs: Readonly<Record<string, Place>>;
  readonly outputs: Readonly<Record<string, Place>>;
}

export interface SavedModel {
  readonly nodes: readonly Node[];
  readonly functions: readonly FunctionDefinition[];
  readonly signatures: Readonly<Record<string, Signature>>;
}

/** The version of the graph format: TensorFlow 2.9's, so that it and all later ones can read it. */
const producer = 1087;

/** TensorFlow's file `saved_model.pb` (`saved_model.proto`), in which variables have no values. */
export function encodeSavedModel({ nodes, functions, signatures }: SavedModel): Uint8Array {
  const graph = message(
    2,
    ...nodes.map((node) => nodeFields(1, node)),
    message(2, ...functions.map((definition) => functionFields(1, definition))),
    message(4, integer(1, producer)),
  );
  const tags = message(1, text(4, 'serve'));
  return encode(integer(1, 1), message(2, tags, graph, map(5, signatures, signatureFields)));
}

function nodeFields(field: number, { name, op, inputs, attributes }: Node): Fields {
  return message(
    field,
    text(1, name),
    text(2, op),
    ...inputs.map((input) => text(3, input)),
    map(5, attributes, attributeFields),
  );
}

function functionFields(field: number, definition: FunctionDefinition): Fields {
  const { name, parameters, results, nodes, effects } = definition;
  const argument = (field: number, { name, type }: { name: string; type: DataType }) =>
    message(field, text(1, name), integer(3, dataTypes[type]));
  const signature = message(
    1,
    text(1, name),
    ...parameters.map((parameter) => argument(2, parameter)),
    ...results.map((result) => argument(3, result)),
    integer(17, 1), // it changes variables
    ...effects.map((node) => text(20, node)),
  );
  const named = (list: readonly (readonly [string, string])[]) => Object.fromEntries(list);
  return message(
    field,
    signature,
    ...nodes.map((node) => nodeFields(3, node)),
    map(4, named(results.map(({ name, from }) => [name, from])), text),
    map(6, named(effects.map((node) => [node, node])), text),
  );
}

function signatureFields(field: number, { inputs, outputs }: Signature): Fields {
  return message(
    field,
    map(1, inputs, placeFields),
    map(2, outputs, placeFields),
    text(3, 'tensorflow/serving/predict'),
  );
}

function placeFields(field: number, { from, type, shape }: Place): Fields {
  return message(field, text(1, from), integer(2, dataTypes[type]), shapeFields(3, shape));
}
