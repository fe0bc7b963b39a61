import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkValue, having, InputError, unknownName, wholeNumber } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { checkCompileOptions } from './check-compile-options.js';
import type { CompileOptions } from './compile-options.js';
import { inScope } from './in-scope.js';
import { encodeSavedModel, type Place } from './saved-model.js';
import { type CompiledFunction, type Row, stepsModel } from './steps-model.js';
import { packedTable } from './table.js';
import { tensorFlowBackend } from './tensorflow-backend.js';

/** Functions on the device. */
export interface CompiledSteps {
  /** Copies the variables' values to the device. */
  write(): void;
  /** Copies the variables' values back from the device. */
  read(): void;
  /**
   * Runs `count` steps, the first of which has the number `step`. Each input contains the numbers of all steps, one after
   * another, and so do the results.
   */
  call(name: string, call: StepsCall): Record<string, Float32Array | Int32Array>;
  /** Number of operations of a function. */
  operations(name: string): number;
  dispose(): void;
}

export interface StepsCall {
  readonly count: number;
  readonly step: number;
  readonly inputs: Readonly<Record<string, Float32Array | Int32Array>>;
}

/**
 * Compiles steps of tfjs operations into TensorFlow functions: a call runs many steps without returning to JavaScript.
 * Variables, tables and all intermediate values stay on the device; {@link CompiledSteps.write} copies the variables there, and
 * {@link CompiledSteps.read} copies them back. For the tfjs-node backend, with its kernels or others that TensorFlow knows.
 *
 * Throws an `InputError` if a function does something that cannot be recorded: uses tensors from outside, reads what it computes, or differs
 * from step to step. So does the first call of a function with operations that XLA lacks.
 *
 * @example
 * const w = tf.variable(tf.scalar(1));
 * const compute = () => {
 *   w.assign(tf.div(w, 2));
 *   return { w };
 * };
 * const steps = compileSteps({
 *   variables: { w: { read: () => w, assign: (value) => w.assign(value) } },
 *   functions: { half: { inputs: {}, most: 10, compute } },
 * });
 */
export function compileSteps(options: CompileOptions): CompiledSteps {
  const backend = tensorFlowBackend();
  checkCompileOptions(options);
  const { functions, savedModel } = stepsModel(options);
  const { tables = {} } = options;
  const folder = mkdtempSync(join(tmpdir(), 'rectified-compiled-'));
  let session: number;
  try {
    writeFileSync(join(folder, 'saved_model.pb'), encodeSavedModel(savedModel));
    session = backend.loadSavedModelMetaGraph(folder, 'serve');
  } finally {
    rmSync(folder, { recursive: true });
  }
  let isDisposed = false;
  const run = (name: string, inputs: Readonly<Record<string, tf.Tensor>>): Record<string, tf.Tensor> => {
    if (isDisposed) throw new InputError({ what: 'the compiled steps have been disposed of' });
    const signature = savedModel.signatures[name]!;
    const names = Object.keys(signature.inputs);
    const outputs = Object.entries(signature.outputs);
    const made = explained(() =>
      backend.runSavedModel(
        session,
        names.map((input) => inputs[input]!),
        names.map((input) => ({ name: signature.inputs[input]!.from })),
        outputs.map(([, { from }]) => from),
      ),
    );
    return Object.fromEntries(outputs.map(([output], index) => [output, made[index]!]));
  };
  for (const [name, table] of Object.entries(tables))
    tf.tidy(() => {
      const { shape } = savedModel.signatures[`table ${name}`]!.inputs.values!;
      run(`table ${name}`, { values: tf.tensor(packedTable(name, table), [...shape], 'int32') });
    });
  const functionNamed = (name: string) => {
    const known = Object.hasOwn(functions, name) ? functions[name] : undefined;
    if (known === undefined) throw unknownName('function', name, Object.keys(functions));
    return known;
  };
  const variables = Object.entries(options.variables);
  let isWritten = variables.length === 0;
  const checkWritten = () => {
    if (!isWritten)
      throw new InputError({
        what: 'the variables have no values on the device',
        remedy: 'Call `write` first',
      });
  };
  return {
    write: () =>
      tf.tidy(() => {
        run('write', Object.fromEntries(variables.map(([name, variable]) => [name, variable.read()])));
        isWritten = true;
      }),
    read: () =>
      tf.tidy(() => {
        checkWritten();
        const values = run('read', {});
        for (const [name, variable] of variables) variable.assign(values[name]!);
      }),
    call: (name, call) =>
      // `tf.tidy` would search all numbers of the results for tensors.
      inScope(() => {
        checkWritten();
        const compiled = functionNamed(name);
        const outputs = run(name, tensorsOf(name, compiled, savedModel.signatures[name]!.inputs, call));
        return Object.fromEntries(
          Object.entries(compiled.results).map(([result, { size }]) => [
            result,
            (outputs[result]!.dataSync() as Float32Array).subarray(0, call.count * size),
          ]),
        );
      }),
    operations: (name) => functionNamed(name).operations,
    dispose: () => {
      if (!isDisposed) backend.deleteSavedModel(session);
      isDisposed = true;
    },
  };
}

/** XLA compiles in the first call. */
function explained<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    const [, op] = /unsupported operations.*?: (\w+) \(/s.exec(String(error)) ?? [];
    if (op === undefined) throw error;
    throw new InputError({
      what: `XLA has no operation ${op}`,
      remedy: 'Compile without XLA, or leave out the layer with this operation',
      cause: error,
    });
  }
}

/** All inputs of a call, padded to its maximum number of steps: TensorFlow checks no shapes. */
function tensorsOf(
  name: string,
  { inputs, most, noise }: CompiledFunction,
  places: Readonly<Record<string, Place>>,
  { count, step, inputs: given }: StepsCall,
): Record<string, tf.Tensor> {
  if (!(Number.isInteger(count) && count >= 1 && count <= most))
    throw new InputError({ what: `steps of a call of ${name}`, expected: `1 to ${most}`, got: `${count}` });
  checkValue(`step of a call of ${name}`, step, wholeNumber());
  checkValue(`inputs of a call of ${name}`, given, having('numbers by name'));
  const unknown = Object.keys(given).find((input) => !Object.hasOwn(inputs, input));
  if (unknown !== undefined) throw unknownName(`input of ${name}`, unknown, Object.keys(inputs));
  const filled = (input: string, values: Float32Array | Int32Array | undefined, { type, size }: Row) => {
    const of = type === 'float32' ? Float32Array : Int32Array;
    if (!(values instanceof of) || values.length !== count * size)
      throw new InputError({
        what: `input ${input} of ${name}`,
        expected: `${of.name} of ${count * size}: ${size} for each of ${count} steps`,
        got: values === undefined ? 'none' : `${values.constructor.name} of ${values.length}`,
      });
    if (count === most) return values;
    const all = new of(most * size);
    all.set(values);
    return all;
  };
  const tensors: Record<string, tf.Tensor> = { count: tf.scalar(count, 'int32') };
  for (const [input, row] of Object.entries(inputs))
    tensors[input] = tf.tensor(filled(input, given[input], row), [...places[input]!.shape], row.type);
  const noises = Array.from({ length: most }, (_, k) =>
    k < count ? noise.at(step + k) : Array(noise.count * noise.width).fill(0),
  );
  tensors.noise = tf.tensor(Int32Array.from(noises.flat()), [...places.noise!.shape], 'int32');
  return tensors;
}
