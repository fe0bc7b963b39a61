import { chooseBackend } from '@rectified/backend';
import { InputError } from '@rectified/errors';
import { streamOf, uniform } from '@rectified/random';
import { randomUniform } from '@rectified/random/tensors';
import * as tf from '@tensorflow/tfjs-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type CompiledSteps, type CompileOptions, compileSteps, type StepFunction } from '../src/index.js';

beforeAll(() => chooseBackend({ backend: 'tfjs-node', kernels: 'plain' }));

let w: tf.Variable;
let steps: CompiledSteps | undefined;
const variables = { w: { read: () => w, assign: (value: tf.Tensor) => w.assign(value) } };
beforeEach(() => {
  w = tf.variable(tf.tensor1d([1, 2]));
});
afterEach(() => {
  steps?.dispose();
  steps = undefined;
  tf.disposeVariables();
});

/** Compiles a function of one variable and gives back a call of it. */
function compiled(
  step: Omit<StepFunction, 'most'> & { most?: number },
  options: Partial<CompileOptions> = {},
) {
  steps = compileSteps({ variables, functions: { step: { most: 4, ...step } }, ...options });
  steps.write();
  return (count: number, inputs: Parameters<CompiledSteps['call']>[1]['inputs'] = {}, at = 0) =>
    steps!.call('step', { count, step: at, inputs });
}

/** w <- w / 2 + x; gives w. */
const halving: Omit<StepFunction, 'most'> = {
  inputs: { x: { type: 'float32', shape: [2] } },
  compute: ({ x }) => {
    w.assign(tf.add(tf.div(w, 2), x as tf.Tensor1D));
    return { now: tf.clone(w) };
  },
};

const setTo = (value: tf.Tensor) => {
  w.assign(value as tf.Tensor1D);
  return { w: tf.clone(w) };
};

it('has operations to which tfjs-node gives no types', () => {
  const call = compiled({
    inputs: { x: { type: 'float32', shape: [2] } },
    compute: ({ x }) => ({ y: tf.sum(tf.expandDims(x!, 0), 0) }),
  });
  expect([...call(1, { x: Float32Array.of(3, 4) }).y!]).toEqual([3, 4]);
});

describe.each([
  { xla: false, most: 4 },
  { xla: false, most: 1 },
  { xla: true, most: 4 },
  { xla: true, most: 1 },
])('compiled steps, %j', ({ xla, most }) => {
  it('take as many steps in a call as they are told, from where the last call ended', () => {
    const call = compiled({ ...halving, most }, { xla });
    const of = (...values: number[]) => ({ x: Float32Array.from(values) });
    const all =
      most === 1
        ? [of(1, 1), of(2, 2), of(3, 3)].flatMap((x) => [...call(1, x).now!])
        : [...call(2, of(1, 1, 2, 2)).now!, ...call(1, of(3, 3)).now!];
    expect(all).toEqual([1.5, 2, 2.75, 3, 4.375, 4.5]);
    expect([...w.dataSync()]).toEqual([1, 2]); // only `read` brings them here
    steps!.read();
    expect([...w.dataSync()]).toEqual([4.375, 4.5]);
    w.assign(tf.zerosLike(w));
    steps!.write();
    expect([...call(1, of(1, 1)).now!]).toEqual([1, 1]);
  });

  it.each([[[]], [[3]], [[3, 1]]])('know a maximum of multiples from a rectifier, shape %j', (shape) => {
    const x = Float32Array.of(-4, 0, 3).slice(0, tf.util.sizeFromShape(shape));
    const call = compiled(
      {
        most,
        inputs: { x: { type: 'float32', shape } },
        compute: ({ x }) => ({ y: tf.maximum(tf.add(x!, x!), x!), z: tf.maximum(x!, tf.mul(3, x!)) }),
      },
      { xla },
    );
    const { y, z } = call(1, { x });
    expect([...y!]).toEqual([-4, 0, 6].slice(0, x.length));
    expect([...z!]).toEqual([-4, 0, 9].slice(0, x.length));
  });

  it('find rows of tables by their indices', () => {
    const call = compiled(
      {
        most,
        inputs: { images: { rowsOf: 'images', count: 2 }, labels: { rowsOf: 'labels', count: 2 } },
        compute: ({ images, labels }) => ({ images: tf.cast(images!, 'float32'), labels: tf.neg(labels!) }),
      },
      {
        xla,
        tables: {
          images: { shape: [3, 1], values: Uint8Array.of(1, 2, 3, 4, 5, 6, 253, 254, 255) },
          labels: { shape: [], values: Int32Array.of(7, -8, 2 ** 31 - 1) },
        },
      },
    );
    const rows = Int32Array.of(2, 0);
    const { images, labels } = call(1, { images: rows, labels: rows });
    expect([...images!]).toEqual([253, 254, 255, 1, 2, 3]);
    expect([...labels!]).toEqual([-(2 ** 31 - 1), -7]);
  });

  it('give numbers for bytes', () => {
    const numbers = Float32Array.from({ length: 256 }, (_, byte) => Math.sqrt(byte));
    const call = compiled(
      {
        most,
        inputs: { images: { rowsOf: 'images', count: 1, numbers } },
        compute: ({ images }) => ({ images: tf.clone(images!) }),
      },
      { xla, tables: { images: { shape: [3], values: Uint8Array.of(0, 1, 2, 253, 254, 255) } } },
    );
    expect(call(1, { images: Int32Array.of(1) }).images).toEqual(numbers.slice(253));
  });

  it('draw the noise of every step, bit for bit', () => {
    const [stream, shape] = [streamOf('act1'), [3, 5]];
    const call = compiled(
      {
        most,
        inputs: {},
        // As a layer that is called twice.
        compute: (_, step) => ({
          first: randomUniform(shape, { seed: 5, stream, step }),
          second: randomUniform(shape, { seed: 5, stream, step: step + 1 }),
        }),
      },
      { xla, noise: { seed: 5, streams: [streamOf('other'), stream] } },
    );
    const noise = (step: number) => [...uniform(15, { seed: 5, stream, step })];
    expect([...call(1, {}, 7).first!]).toEqual(noise(7));
    expect([...call(1, {}, 7).second!]).toEqual(noise(8));
    if (most > 1) expect([...call(3, {}, 100).first!]).toEqual([100, 101, 102].flatMap(noise));
  });
});

it('share variables between functions', () => {
  steps = compileSteps({
    variables,
    functions: {
      twice: { most: 1, inputs: {}, compute: () => setTo(tf.mul(w, 2)) },
      more: { most: 3, inputs: {}, compute: () => setTo(tf.add(w, 1)) },
    },
  });
  steps.write();
  steps.call('twice', { count: 1, step: 0, inputs: {} });
  expect([...steps.call('more', { count: 2, step: 0, inputs: {} }).w!]).toEqual([3, 5, 4, 6]);
  expect(steps.operations('twice')).toBeGreaterThan(1);
});

it.each<[string, () => tf.Variable]>([
  ['was set to another one', () => tf.tidy(() => tf.variable(tf.zerosLike(w)).assign(w) as never)],
  ['was made from the same tensor', () => tf.variable(w)],
])('tell variables apart if one %s', (_, make) => {
  const other = make() ?? Object.values(tf.engine().state.registeredVariables).at(-1)!;
  expect(other.dataId).toBe(w.dataId);
  steps = compileSteps({
    variables: {
      ...variables,
      other: { read: () => other, assign: (value) => other.assign(value) },
    },
    functions: {
      step: {
        ...{ most: 2, inputs: {} },
        compute: () => {
          w.assign(tf.mul(w, 2));
          other.assign(tf.add(other, 1));
          return { sum: tf.add(w, tf.mul(100, other)) };
        },
      },
    },
  });
  steps.write();
  expect([...steps.call('step', { count: 2, step: 0, inputs: {} }).sum!]).toEqual([202, 304, 304, 408]);
  expect([...w.dataSync(), ...other.dataSync()]).toEqual([1, 2, 1, 2]);
});

it('do not take a tensor from outside for the variable that was made from it', () => {
  const outside = tf.tensor1d([1, 2]);
  w.assign(outside);
  expect(() => compiled({ inputs: {}, compute: () => ({ y: tf.mul(outside, 2) }) })).toThrow(
    /neither made in/,
  );
  outside.dispose();
});

it('leaves nothing behind, and the variables as they were', () => {
  const tensors = tf.memory().numTensors;
  const call = compiled(halving);
  call(1, { x: Float32Array.of(1, 1) });
  steps!.read();
  expect(tf.memory().numTensors).toBe(tensors);
  expect(() => compiled({ inputs: {}, compute: () => ({ w: tf.tensor(w.dataSync()) }) })).toThrow(InputError);
  expect([...w.dataSync()]).toEqual([1.5, 2]);
  expect(tf.memory().numTensors).toBe(tensors);
  expect(tf.add(w, 1).dataSync()[0]).toBe(2.5); // nothing is recorded any more
});

describe('what cannot be compiled is an InputError:', () => {
  const compute = (compute: StepFunction['compute']) => () => compiled({ inputs: {}, compute });

  it('a variable that it makes and changes', () => {
    let late: tf.Variable | undefined;
    const making = compute(() => {
      late ??= tf.variable(tf.scalar(5), false, 'late');
      late.assign(tf.mean(w));
      return { y: tf.neg(w) };
    });
    expect(making).toThrow(/changes variables that were not declared: got late\./);
    expect(tf.engine().registeredVariables).not.toHaveProperty('late');
  });

  it('a variable that it changes without declaring it', () => {
    const hidden = tf.variable(tf.scalar(5), false, 'hidden');
    const assigning = compute(() => {
      hidden.assign(tf.mean(w));
      return { y: tf.neg(w) };
    });
    expect(assigning).toThrow(
      /changes variables that were not declared: got hidden\. Make them before the first step, and pass them/,
    );
    expect(hidden.dataSync()[0]).toBe(5);
    hidden.dispose();
  });

  it('a tensor from outside', () => {
    const outside = tf.tensor1d([1, 2, 3]);
    expect(compute(() => ({ y: tf.mul(outside, 2) }))).toThrow(/neither made in it.*float32 \[3\]/s);
    outside.dispose();
  });

  it.each<[string, StepFunction['compute'], RegExp]>([
    [
      'random numbers of its own',
      () => ({ y: tf.add(w, tf.randomNormal([2])) }),
      /is not the same in every step: .* got other float32 numbers \[2\]\./,
    ],
    [
      'noise by key that is not drawn on the device',
      (_, step) => ({ y: tf.add(w, tf.tensor(uniform(2, { seed: 5, stream: 1, step }))) }),
      /is not the same in every step: .* got other float32 numbers \[2\]\./,
    ],
    [
      'noise of another layer than was declared',
      (_, step) => ({ y: randomUniform([2], { seed: 5, stream: 1, step }) }),
      /is not the same in every step: .* got other int32 numbers \[2\]\./,
    ],
    ['a count', (_, step) => ({ y: tf.div(w, step + 1) }), /got other float32 numbers \[\]\./],
    [
      'an operation that is only in some steps',
      (_, step) => ({ y: step === 0 ? tf.neg(w) : tf.exp(w) }),
      /got another operation than Neg\./,
    ],
    [
      'an operation that is only in every second step',
      (_, step) => ({ y: step % 2 === 0 ? tf.neg(w) : tf.exp(w) }),
      /got another operation than Neg\./,
    ],
    ...([2, 3, 4, 7, 10] as const).flatMap((n) =>
      [0, 1].map((from): [string, StepFunction['compute'], RegExp] => [
        `something else in every ${n}th step, counted from ${from}`,
        (_, step) => ({ y: tf.div(w, (step + from) % n === 0 ? 1 : 2) }),
        /got other float32 numbers \[\]\./,
      ]),
    ),
    [
      'a schedule that is constant at first',
      (_, step) => ({ y: tf.div(w, step < 100 ? 1 : 2) }),
      /got other float32 numbers \[\]\./,
    ],
    [
      'another result in some steps',
      (_, step) => {
        const [a, b] = [tf.neg(w), tf.exp(w)];
        return { y: step % 2 === 0 ? a : b };
      },
      /got another value as a result\./,
    ],
    [
      'a variable that is set in some steps',
      (_, step) => {
        const next = tf.neg(w) as tf.Tensor1D;
        if (step % 2 === 0) w.assign(next);
        return { y: next };
      },
      /got another value for a variable\./,
    ],
    ['more operations in some steps', (_, step) => ({ y: step === 0 ? w : tf.exp(w) }), /than Exp\./],
  ])('%s', (_, step, message) => {
    expect(compute(step)).toThrow(message);
  });

  it.each<[string, (step: number) => number]>([
    ['two per step', (step) => 2 * step],
    ['a few steps long', (step) => Math.floor(step / 3)],
    ['squared', (step) => step ** 2],
    ['taking turns', (step) => step % 3],
    ['always the same', () => 0],
  ])('noise whose key does not advance by one in every step: %s', (_, numberOf) => {
    const drawn: StepFunction['compute'] = (_, step) => ({
      y: randomUniform([2], { seed: 5, stream: 1, step: numberOf(step) }),
    });
    const noise = { seed: 5, streams: [1] };
    expect(() => compiled({ inputs: {}, compute: drawn }, { noise })).toThrow(
      /is not the same in every step/,
    );
  });

  it('an operation that XLA lacks, in the first call', () => {
    const enlarged = (x: tf.Tensor) => tf.square(tf.image.resizeNearestNeighbor(x as tf.Tensor4D, [4, 4]));
    const call = compiled(
      {
        inputs: { x: { type: 'float32', shape: [1, 2, 2, 1] } },
        compute: ({ x }) => ({ dx: tf.grad(enlarged)(x!) }),
      },
      { xla: true },
    );
    expect(() => call(1, { x: new Float32Array(4) })).toThrow(InputError);
    expect(() => call(1, { x: new Float32Array(4) })).toThrow(
      /^XLA has no operation ResizeNearestNeighborGrad/,
    );
  });

  it('a decision by what it computes', () => {
    expect(compute(() => ({ y: tf.scalar(tf.sum(w).dataSync()[0]!) }))).toThrow(/reads a tensor/);
  });

  it('a look at what it computes, even if nobody waits for it or the error is caught', async () => {
    const later = compute(() => {
      void tf.sum(w).data();
      return { y: tf.neg(w) };
    });
    expect(later).toThrow(/reads a tensor/);
    const caught = compute(() => {
      let shift = 0;
      try {
        [shift] = tf.sum(w).dataSync() as unknown as [number];
      } catch {}
      return { y: tf.add(w, shift) };
    });
    expect(caught).toThrow(/reads a tensor/);
    await new Promise(setImmediate); // no rejected promise is left
  });

  it.each([
    ['one tensor', () => tf.neg(w)],
    ['a number', () => ({ y: 1 })],
    ['nothing', () => undefined],
    ['a promise', async () => ({ y: tf.neg(w) })],
  ])('a result that is %s', (_, result) => {
    expect(compute(result as never)).toThrow(/the result of `compute`: expected an object of tensors/);
  });

  it.each([
    [{ most: undefined }, /most of the function step: expected a whole number from 1/],
    [{ most: 0 }, /most of the function step/],
    [{ inputs: undefined }, /inputs of the function step/],
    [
      { inputs: { x: { type: 'float64', shape: [] } } },
      /type of the input x of step: .*"float32" or "int32"/,
    ],
    [{ inputs: { x: { type: 'float32', shape: [null] } } }, /shape of the input x of step/],
    [{ inputs: { x: { type: 'float32' } } }, /shape of the input x of step/],
    [{ inputs: { x: { rowsOf: 'images' } } }, /count of the input x of step/],
    [{ inputs: { x: null } }, /the input x of step: expected an object/],
    [{ inputs: { x: { rowsOf: 'toString', count: 1 } } }, /unknown table "toString"/],
    [{ compute: () => ({ 'Bad Name': tf.neg(w) }) }, /name of a result.*"Bad Name"/],
    [{ step: 1 }, /unknown option "step" of the function step/],
  ])('a function with %o', (wrong, message) => {
    const wrongly = () => compiled({ inputs: {}, compute: () => ({ y: tf.neg(w) }), ...wrong } as never);
    expect(wrongly).toThrow(message);
    expect(wrongly).toThrow(InputError);
  });

  it.each([
    [{ varables: {} }, /unknown option "varables" of compileSteps: .* Did you mean "variables"/],
    [{ variables: undefined }, /variables of compileSteps/],
    [{ variables: { w: 1 } }, /the variable w: expected an object of read, assign/],
    [{ xla: 1 }, /xla of compileSteps/],
  ])('options %o', (wrong, message) => {
    expect(() => compiled(halving, wrong as never)).toThrow(message);
  });

  it('an operation that nobody knows', () => {
    expect(compute(() => ({ y: tf.multinomial(w as unknown as tf.Tensor1D, 2, 1) }))).toThrow(
      /the operation Multinomial/,
    );
  });

  it('texts', () => {
    expect(compute(() => ({ y: tf.reshape(tf.tensor1d(['a', 'b']), [2, 1]) }))).toThrow(
      /expected.*numbers.*string/is,
    );
  });

  it('a table of half a row', () => {
    const tables = { images: { shape: [2], values: Uint8Array.of(1, 2, 3) } };
    expect(() => compiled(halving, { tables })).toThrow(/table images.*rows of 2.*3 values/s);
    expect(() => compiled({ ...halving, inputs: { x: { rowsOf: 'nowhere', count: 2 } } })).toThrow(/nowhere/);
  });

  it('a name that TensorFlow does not take', () => {
    expect(() => compiled({ ...halving, inputs: { 'X y': { type: 'float32', shape: [2] } } })).toThrow(/X y/);
  });

  it('another backend', async () => {
    await import('@tensorflow/tfjs-backend-cpu');
    await tf.setBackend('cpu');
    expect(() => compileSteps({ variables: {}, functions: {} })).toThrow(
      /the backend of tfjs-node.*cpu.*backend: 'tfjs-node'/s,
    );
    await tf.setBackend('tensorflow');
  });
});

describe('a wrong call is an InputError:', () => {
  it.each([
    [0, Float32Array.of(), /1 to 4.*0/s],
    [5, new Float32Array(10), /1 to 4.*5/s],
    [1, new Float32Array(3), /Float32Array of 2: 2 for each of 1 steps.*Float32Array of 3/s],
    [1, new Int32Array(2), /Int32Array of 2/],
  ])('%d steps of %o', (count, x, message) => {
    const call = compiled(halving);
    expect(() => call(count, { x })).toThrow(message);
    expect(() => call(count, { x })).toThrow(InputError);
  });

  it('an input that is not given', () => {
    expect(() => compiled(halving)(1)).toThrow(/input x of step.*none/s);
  });

  it('a function that is not there', () => {
    compiled(halving);
    expect(() => steps!.call('stop', { count: 1, step: 0, inputs: {} })).toThrow(/stop/);
    for (const name of ['stop', 'constructor'])
      expect(() => steps!.operations(name)).toThrow(`unknown function "${name}"`);
  });

  it('another input, or a step that is none', () => {
    compiled(halving);
    const x = new Float32Array(2);
    const call = (wrong: object) => () =>
      steps!.call('step', { count: 1, step: 0, inputs: { x }, ...wrong } as never);
    for (const other of ['y', 'toString'])
      expect(call({ inputs: { x, [other]: x } })).toThrow(`unknown input of step "${other}"`);
    for (const step of [-1, 0.5, undefined]) expect(call({ step })).toThrow(/step of a call of step/);
    expect(call({ inputs: undefined })).toThrow(/inputs of a call of step: expected numbers by name/);
  });

  it('before the variables have values, or after the end', () => {
    const call = () => steps!.call('step', { count: 1, step: 0, inputs: { x: new Float32Array(2) } });
    steps = compileSteps({ variables, functions: { step: { most: 4, ...halving } } });
    expect(call).toThrow(/no values on the device\. Call `write` first/);
    expect(() => steps!.read()).toThrow(/Call `write` first/);
    steps.write();
    steps.dispose();
    steps.dispose();
    expect(call).toThrow(/disposed of/);
  });
});
