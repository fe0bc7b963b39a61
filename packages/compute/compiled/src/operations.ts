import type { Shape } from './attribute.js';
import type { DataType } from './data-type.js';
import type { FunctionBody, Value } from './function-body.js';

/** Whole numbers that are the same in every call; a single one is a scalar. */
export function integers(body: FunctionBody, values: number | readonly number[]): Value {
  const list = Int32Array.from(typeof values === 'number' ? [values] : values);
  return body.constant('int32', typeof values === 'number' ? [] : [list.length], new Uint8Array(list.buffer));
}

function scalar(body: FunctionBody, value: number): Value {
  return body.constant('float32', [], new Uint8Array(Float32Array.of(value).buffer));
}

export function zeros(body: FunctionBody, type: 'float32' | 'int32' | 'bool', shape: Shape): Value {
  const zero = body.constant(type, [], new Uint8Array(type === 'bool' ? 1 : 4));
  const attributes = { T: { type }, index_type: { type: 'int32' } } as const;
  return one(body.operation('Fill', [integers(body, shape), zero], attributes, [{ type, shape }]));
}

/** An operation on two values of the same type, one of which may be a scalar. */
function binary(op: string) {
  return (body: FunctionBody, a: Value, b: Value): Value =>
    one(
      body.operation(op, [a, b], { T: { type: a.type } }, [
        { type: a.type, shape: a.shape.length >= b.shape.length ? a.shape : b.shape },
      ]),
    );
}

export const add = binary('AddV2');
export const multiply = binary('Mul');
const subtract = binary('Sub');
const bitwiseAnd = binary('BitwiseAnd');
const bitwiseOr = binary('BitwiseOr');

const larger = binary('Maximum');

/**
 * The larger of two values, element by element. TensorFlow's optimizer takes the maximum of x and a multiple of x for a leaky rectifier with
 * this slope, which is wrong for slopes above 1, where x is the larger one below 0. It does not find this through a change of shape.
 */
export function maximum(body: FunctionBody, [a, b]: readonly [Value, Value]): Value {
  if (`${a.shape}` !== `${b.shape}`) return larger(body, a, b);
  const shape = a.shape.length === 1 ? [-1, 1] : [-1];
  const row = (x: Value) => reshape(body, x, shape);
  return reshape(body, larger(body, row(a), row(b)), a.shape);
}

export function less(body: FunctionBody, a: Value, b: Value): Value {
  return one(body.operation('Less', [a, b], { T: { type: a.type } }, [{ type: 'bool', shape: a.shape }]));
}

export function cast(body: FunctionBody, x: Value, type: DataType): Value {
  const attributes = { SrcT: { type: x.type }, DstT: { type } };
  return one(body.operation('Cast', [x], attributes, [{ type, shape: x.shape }]));
}

/** The same bytes as elements of another type. */
export function bitcast(body: FunctionBody, x: Value, type: DataType, shape: Shape = x.shape): Value {
  return one(body.operation('Bitcast', [x], { T: { type: x.type }, type: { type } }, [{ type, shape }]));
}

export function reshape(body: FunctionBody, x: Value, shape: Shape): Value {
  const attributes = { T: { type: x.type }, Tshape: { type: 'int32' } } as const;
  return one(body.operation('Reshape', [x, integers(body, shape)], attributes, [{ type: x.type, shape }]));
}

/** The size of the first dimension. */
export function firstDimension(body: FunctionBody, x: Value): Value {
  const attributes = { T: { type: x.type }, out_type: { type: 'int32' } } as const;
  const shape = { type: 'int32', shape: [x.shape.length] } as const;
  return row(body, one(body.operation('Shape', [x], attributes, [shape])), 0);
}

/** The first elements of every row of [rows, elements]. */
export function firstColumns(body: FunctionBody, x: Value, count: number): Value {
  const shape = [x.shape[0]!, count];
  const inputs = [x, integers(body, [0, 0]), integers(body, shape)];
  const attributes = { T: { type: x.type }, Index: { type: 'int32' } } as const;
  return one(body.operation('Slice', inputs, attributes, [{ type: x.type, shape }]));
}

/** Rows of the first dimension: `x[i]` for a scalar, `x[indices]` for a list. */
export function gather(body: FunctionBody, x: Value, indices: Value): Value {
  const attributes = {
    Tparams: { type: x.type },
    Tindices: { type: 'int32' },
    Taxis: { type: 'int32' },
  } as const;
  const shape = [...indices.shape, ...x.shape.slice(1)];
  return one(
    body.operation('GatherV2', [x, indices, integers(body, 0)], attributes, [{ type: x.type, shape }]),
  );
}

/** A row of the first dimension. */
export function row(body: FunctionBody, x: Value, index: number): Value {
  const range = [integers(body, [index]), integers(body, [index + 1]), integers(body, [1])];
  const attributes = {
    T: { type: x.type },
    Index: { type: 'int32' },
    shrink_axis_mask: { int: 1 },
  } as const;
  return one(
    body.operation('StridedSlice', [x, ...range], attributes, [{ type: x.type, shape: x.shape.slice(1) }]),
  );
}

/**
 * `x` with one row of the first dimension replaced, by selecting between the two: if TensorFlow must give the same numbers
 * every time, `TensorScatterUpdate` moves from a GPU to the processor, and XLA may refuse it.
 */
export function withRow(body: FunctionBody, x: Value, at: Value, values: Value): Value {
  const [rows = 0, ...shape] = x.shape;
  const places = integers(body, [...Array(rows).keys()]);
  const here = one(
    body.operation('Equal', [places, at], { T: { type: 'int32' } }, [{ type: 'bool', shape: [rows] }]),
  );
  const inputs = [
    reshape(body, here, [rows, ...shape.map(() => 1)]),
    reshape(body, values, [1, ...shape]),
    x,
  ];
  return one(body.operation('SelectV2', inputs, { T: { type: x.type } }, [x]));
}

/** The same value, after nodes have run. */
export function after(body: FunctionBody, x: Value, nodes: readonly string[]): Value {
  return one(body.operation('Identity', [x], { T: { type: x.type } }, [x], nodes));
}

/** The value of a variable. */
export function read(body: FunctionBody, variable: Value, type: DataType): Value {
  return one(
    body.operation('ReadVariableOp', [variable], { dtype: { type } }, [{ type, shape: variable.shape }]),
  );
}

export function assign(body: FunctionBody, variable: Value, value: Value): void {
  body.effect('AssignVariableOp', [variable, value], { dtype: { type: value.type } });
}

/**
 * Uniform in [0, 1), from words of which the first two are Philox's key and the others the upper half of its counter: the
 * bits of `uniform` of `@rectified/random`, with an operation that XLA also has.
 */
export function uniformOfWords(body: FunctionBody, words: Value, shape: Shape): Value {
  const halves = bitcast(body, reshape(body, words, [2, 2]), 'uint64', [2]);
  const key = reshape(body, row(body, halves, 0), [1]);
  const lower = bitcast(body, integers(body, [0, 0]), 'uint64', []);
  const pack = { T: { type: 'uint64' }, N: { int: 2 }, axis: { int: 0 } } as const;
  const counter = one(
    body.operation('Pack', [lower, row(body, halves, 1)], pack, [{ type: 'uint64', shape: [2] }]),
  );
  const philox = integers(body, 1);
  const bits = one(
    body.operation(
      'StatelessRandomUniformFullIntV2',
      [integers(body, shape), key, counter, philox],
      { dtype: { type: 'int32' }, Tshape: { type: 'int32' } },
      [{ type: 'int32', shape }],
    ),
  );
  const fraction = bitwiseAnd(body, bits, integers(body, 0x7fffff));
  const float = bitcast(body, bitwiseOr(body, fraction, integers(body, 0x3f800000)), 'float32');
  return subtract(body, float, scalar(body, 1));
}

const one = ([value]: readonly Value[]) => value!;
