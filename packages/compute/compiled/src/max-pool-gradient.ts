import { InputError } from '@rectified/errors';
import type { Attributes } from './attribute.js';
import type { FunctionBody, Value } from './function-body.js';
import { integers } from './operations.js';

/**
 * The gradient of a max pool, [n, height, width, channels], without `MaxPoolGrad`, which XLA turns into a scatter that its deterministic
 * mode on GPUs refuses. For every position in the window, a slice of the input is compared with the output, and the first of equal ones
 * gets the gradient, as in TensorFlow's kernels.
 */
export function maxPoolGradient(
  body: FunctionBody,
  [x, y, dy]: readonly [Value, Value, Value],
  attributes: Attributes,
): Value {
  const { window, strides, before, after } = poolOf(attributes, x, y);
  const [n, height, width, channels] = x.shape as [number, number, number, number];
  const [, rows, columns] = y.shape as [number, number, number, number];
  const shape = [n, height + before[0] + after[0], width + before[1] + after[1], channels];
  const padding = [0, 0, before[0], after[0], before[1], after[1], 0, 0];
  const one = (...operation: Parameters<FunctionBody['operation']>) => body.operation(...operation)[0]!;
  const float = { type: 'float32' } as const;
  const number = (value: number) =>
    body.constant('float32', [], new Uint8Array(Float32Array.of(value).buffer));
  const grid = body.constant('int32', [4, 2], new Uint8Array(Int32Array.from(padding).buffer));
  const padded = padding.every((count) => count === 0)
    ? x
    : one('PadV2', [x, grid, number(Number.NEGATIVE_INFINITY)], { T: float, Tpaddings: { type: 'int32' } }, [
        { ...float, shape },
      ]);
  const truths = { type: 'bool', shape: y.shape } as const;
  let open: Value | undefined;
  let dx: Value | undefined;
  for (let i = 0; i < window[0]; i++)
    for (let j = 0; j < window[1]; j++) {
      const range = [
        integers(body, [0, i, j, 0]),
        integers(body, [n, i + (rows - 1) * strides[0] + 1, j + (columns - 1) * strides[1] + 1, channels]),
        integers(body, [1, ...strides, 1]),
      ];
      const slice = { T: float, Index: { type: 'int32' } } as const;
      const part = one('StridedSlice', [padded, ...range], slice, [y]);
      const equal = one('Equal', [part, y], { T: float }, [truths]);
      const takes = open === undefined ? equal : one('LogicalAnd', [equal, open], {}, [truths]);
      const others = one('LogicalNot', [equal], {}, [truths]);
      open = open === undefined ? others : one('LogicalAnd', [open, others], {}, [truths]);
      const given = one('SelectV2', [takes, dy, number(0)], { T: float }, [y]);
      const placed = one('StridedSliceGrad', [integers(body, shape), ...range, given], slice, [
        { ...float, shape },
      ]);
      dx = dx === undefined ? placed : one('AddV2', [dx, placed], { T: float }, [dx]);
    }
  if (padded === x) return dx!;
  const inside = [integers(body, [0, ...before, 0]), integers(body, x.shape)];
  return one('Slice', [dx!, ...inside], { T: float, Index: { type: 'int32' } }, [x]);
}

type Pair = readonly [vertical: number, horizontal: number];

/** The windows, and the padding around the image that makes them fit. */
function poolOf(attributes: Attributes, x: Value, y: Value) {
  const { ksize, strides, padding, data_format } = attributes as Record<
    string,
    { readonly ints: readonly number[]; readonly text: string } | undefined
  >;
  if (data_format?.text !== 'NHWC' || !['SAME', 'VALID'].includes(padding!.text))
    throw new InputError({
      what: 'a max pool for XLA',
      expected: 'NHWC, SAME or VALID',
      got: `${data_format?.text}, ${padding!.text}`,
    });
  const inner = (values: readonly number[]): Pair => [values[1]!, values[2]!];
  const [window, steps] = [inner(ksize!.ints), inner(strides!.ints)];
  const pads = [0, 1].map((axis): Pair => {
    if (padding!.text === 'VALID') return [0, 0];
    const reach = (y.shape[1 + axis]! - 1) * steps[axis]! + window[axis]!;
    const missing = Math.max(0, reach - x.shape[1 + axis]!);
    return [Math.floor(missing / 2), Math.ceil(missing / 2)];
  });
  return {
    window,
    strides: steps,
    before: pads.map(([first]) => first) as unknown as Pair,
    after: pads.map(([, last]) => last) as unknown as Pair,
  };
}
