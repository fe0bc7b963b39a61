import { isDeepStrictEqual } from 'node:util';
import { checkValue, InputError } from '@rectified/errors';
import * as tf from '@tensorflow/tfjs-core';
import { checkName } from './check-compile-options.js';
import type { CompileOptions, StepFunction, StepInput, StepVariable } from './compile-options.js';
import type { DataType } from './data-type.js';
import { FunctionBody, type Value } from './function-body.js';
import { inScope } from './in-scope.js';
import { mostDraws, NoiseSites } from './noise-sites.js';
import { add, gather, integers, row, uniformOfWords, withRow } from './operations.js';
import { record } from './record.js';
import type { SavedModel } from './saved-model.js';
import { addLoop, type Loop } from './step-loop.js';
import { StepsGraph } from './steps-graph.js';
import { layoutOf, rowsOf } from './table.js';

/** What a step takes or gives of one kind. */
export interface Row {
  readonly type: 'float32' | 'int32';
  readonly shape: readonly number[];
  /** Numbers. */
  readonly size: number;
}

/** What is known of a function once it is compiled. */
export interface CompiledFunction {
  readonly most: number;
  readonly inputs: Readonly<Record<string, Row>>;
  readonly results: Readonly<Record<string, Row>>;
  readonly noise: NoiseSites;
  readonly operations: number;
}

/** The SavedModel of some functions: a signature each, and those that read and write variables and write tables. */
export function stepsModel(options: CompileOptions): {
  readonly functions: Readonly<Record<string, CompiledFunction>>;
  readonly savedModel: SavedModel;
} {
  return changingNothingElse(() =>
    withOwnData(Object.values(options.variables), () => {
      const graph = new StepsGraph(options);
      const functions = Object.entries(options.functions).map(
        ([name, step]) => [name, addFunction(graph, name, step)] as const,
      );
      graph.addVariables();
      graph.addTables();
      return { functions: Object.fromEntries(functions), savedModel: graph };
    }),
  );
}

/**
 * Calls `run`, which records steps and leaves the values of declared variables as they were. Throws an `InputError` if that has
 * changed or made another variable: a compiled step never would. The variable gets its value back, or is disposed of.
 */
function changingNothingElse<Result>(run: () => Result): Result {
  return inScope(() => {
    const variables = () => Object.values(tf.engine().registeredVariables);
    const before = new Map(variables().map((variable) => [variable, tf.clone(variable)]));
    const undone = () =>
      variables().flatMap((variable) => {
        const value = before.get(variable);
        if (variable.dataId === value?.dataId) return [];
        if (value === undefined)
          variable.dispose(); // made by a step, such as the moments of an optimizer
        else variable.assign(value);
        return [variable.name];
      });
    let result: Result;
    try {
      result = run();
    } catch (error) {
      undone();
      throw error;
    }
    const changed = undone();
    if (changed.length === 0) return result;
    throw new InputError({
      what: 'a step changes variables that were not declared',
      got: changed.join(', '),
      remedy: 'Make them before the first step, and pass them as `variables`',
    });
  });
}

/**
 * Calls `run` while every variable has data of its own, by which a recording tells values apart. Otherwise it may share them, with another
 * variable that was set to this one, or with a tensor from outside that it was made from.
 */
function withOwnData<Result>(variables: readonly StepVariable[], run: () => Result): Result {
  return inScope(() => {
    const before = variables.map((variable) => tf.clone(variable.read()));
    try {
      variables.forEach((variable, index) => {
        const { shape, dtype } = before[index]!;
        variable.assign(tf.tensor(before[index]!.dataSync(), shape, dtype));
      });
      return run();
    } finally {
      variables.forEach((variable, index) => {
        variable.assign(before[index]!);
      });
    }
  });
}

const number = { type: 'int32', shape: [] } as const;

/**
 * The step as which every function is recorded a second time: far away, so that schedules have ended; one before a multiple of all numbers
 * up to 10, so that what happens in the first or in the last of every n steps happens in only one of this and step 0; and small enough for
 * keys of noise that are made of its multiples or its square. (What happens only in others, say in steps 1, 4, 7, ..., is not noticed.)
 */
const another = 65_519;

/** Writes a function of many steps, and its signature. */
function addFunction(graph: StepsGraph, name: string, step: StepFunction): CompiledFunction {
  const { variables, tables } = graph;
  const { most } = step;
  const inputs = Object.fromEntries(
    Object.entries(step.inputs).map(([input, declared]) => [input, rowOfInput(declared)]),
  );
  const buffers: Loop = Object.entries(inputs).map(([input, { type, shape }]) => [
    `in_${input}`,
    { type, shape: [most, ...shape] },
  ]);
  const state: Loop = variables.map(({ node, value: { dtype, shape } }) => [
    node,
    { type: dtype as DataType, shape },
  ]);
  const resources: Loop = tables.map(({ name, node, table }) => {
    const { rows, words } = layoutOf(name, table);
    return [node, { type: 'resource', shape: [rows, words] }];
  });
  // The body comes first: only then is known what the function gives, and how often it draws.
  const write = (at: number) => bodyOf(graph, step, { buffers, resources, state, at });
  const written = write(0);
  checkSame(name, written, write(another));
  const { body, noise, index, count, allNoise, fixed, outputs, next, operations } = written;
  const results = Object.fromEntries(
    Object.entries(outputs).map(([result, { type, shape }]) => [
      result,
      rowOf(type as 'float32' | 'int32', shape),
    ]),
  );
  const accumulators: Loop = Object.entries(outputs).map(([result, { type, shape }]) => [
    `out_${result}`,
    { type, shape: [most, ...shape] },
  ]);
  const collected = Object.fromEntries(
    accumulators.map(([accumulator, made]) => {
      const value = outputs[accumulator.slice('out_'.length)]!;
      return [accumulator, withRow(body, body.parameter(accumulator, made), index, value)];
    }),
  );
  const loop: Loop = [
    ['i', number],
    ['count', number],
    ['noise', { type: 'int32', shape: [most, noise.count, noise.width] }],
    ...buffers,
    ...resources,
    ...state,
    ...accumulators,
  ];
  const advanced: Readonly<Record<string, Value>> = {
    ...{ ...fixed, count, noise: allNoise, ...next, ...collected },
    i: add(body, index, integers(body, 1)),
  };
  graph.functions.push(
    body.define(`${name}_step`, Object.fromEntries(loop.map(([key]) => [`${key}_next`, advanced[key]!]))),
  );
  addLoop(graph, name, { most, loop, state, buffers, resources, accumulators });
  return { most, inputs, results, noise, operations };
}

/** The body of a function up to the end of its step, and the values in it. */
function bodyOf(
  graph: StepsGraph,
  step: StepFunction,
  {
    buffers,
    resources,
    state,
    at,
  }: {
    readonly buffers: Loop;
    readonly resources: Loop;
    readonly state: Loop;
    /** The number of the step as which it is recorded. */
    readonly at: number;
  },
) {
  const { tables, options } = graph;
  const { noise: source = { seed: 0, streams: [] }, xla = false } = options;
  const noise = new NoiseSites(source, { xla, first: at });
  const body = new FunctionBody();
  const parameters = (list: Loop) =>
    Object.fromEntries(list.map(([parameter, made]) => [parameter, body.parameter(parameter, made)]));
  const index = body.parameter('i', number);
  const count = body.parameter('count', number);
  const allNoise = body.parameter('noise', { type: 'int32', shape: [step.most, 0, noise.width] });
  const fixed = { ...parameters(buffers), ...parameters(resources) };
  const before = parameters(state);
  const drawn = gather(body, allNoise, index);
  const given = Object.fromEntries(
    Object.entries(step.inputs).map(([input, declared]) => {
      const value = gather(body, fixed[`in_${input}`]!, index);
      if (!('rowsOf' in declared)) return [input, value];
      const { name, node, table } = tables.find(({ name }) => name === declared.rowsOf)!;
      return [input, rowsOf(body, fixed[node]!, { name, table, indices: value, numbers: declared.numbers })];
    }),
  );
  return {
    ...{ body, noise, index, count, allNoise, fixed },
    ...recordStep(body, step, { graph, given, before, noise, drawn, at }),
  };
}

/**
 * Throws an `InputError` if recordings of two steps differ: something in them draws random numbers of its own, or changes from step to
 * step without being a variable. The compiled function would repeat forever what it was when it was recorded.
 */
function checkSame(name: string, one: Recorded, other: Recorded): void {
  const got = differenceOf(one.body, other.body) ?? otherUse(one, other);
  if (got === undefined) return;
  throw new InputError({
    what: `the function ${name} is not the same in every step`,
    expected: 'the same operations on inputs, variables, and noise drawn by key on the device',
    got,
    remedy:
      'Does a layer draw random numbers of its own, or count its calls? Noise must be drawn by the key of the step, ' +
      `with randomUniform of @rectified/random, at most ${mostDraws} times by a layer`,
  });
}

/** What recordings of two steps must have in common, besides their operations. */
interface Recorded {
  readonly body: FunctionBody;
  readonly noise: NoiseSites;
  readonly outputs: Readonly<Record<string, Value>>;
  readonly next: Readonly<Record<string, Value>>;
}

/** The first operation that differs. */
function differenceOf(one: FunctionBody, other: FunctionBody): string | undefined {
  const at = one.nodes.findIndex((node, index) => !isDeepStrictEqual(node, other.nodes[index]));
  if (at < 0 && one.size === other.size) return undefined;
  const { op, attributes } = (one.nodes[at] ?? other.nodes[one.size])!;
  const { value } = attributes;
  return value && 'constant' in value
    ? `other ${value.constant.type} numbers [${value.constant.shape}]`
    : `another operation than ${op}`;
}

/** What else differs if the operations are the same. */
function otherUse(one: Recorded, other: Recorded): string | undefined {
  const differs = (of: (recorded: Recorded) => unknown) => !isDeepStrictEqual(of(one), of(other));
  if (differs(({ noise }) => noise.places)) return 'noise whose key does not advance by one in every step';
  if (differs(({ outputs }) => outputs)) return 'another value as a result';
  if (differs(({ next }) => next)) return 'another value for a variable';
  return undefined;
}

/** The step itself, by running it. */
function recordStep(
  body: FunctionBody,
  step: StepFunction,
  {
    graph: { options, variables },
    given,
    before,
    noise,
    drawn,
    at,
  }: {
    readonly graph: StepsGraph;
    readonly given: Readonly<Record<string, Value>>;
    readonly before: Readonly<Record<string, Value>>;
    readonly noise: NoiseSites;
    readonly drawn: Value;
    readonly at: number;
  },
) {
  return inScope(() => {
    const saved = variables.map(({ name }) => tf.clone(options.variables[name]!.read()));
    const placeholders = Object.fromEntries(
      Object.entries(given).map(([input, { type, shape }]) => [
        input,
        tf.zeros([...shape], type as 'float32' | 'int32'),
      ]),
    );
    const known = new Map<tf.Tensor, Value>([
      ...Object.entries(placeholders).map(([input, tensor]) => [tensor, given[input]!] as const),
      ...variables.map(({ node }, index) => [saved[index]!, before[node]!] as const),
    ]);
    try {
      const { result, find } = record(
        body,
        {
          known,
          noise: (first, second) => {
            const site = noise.find(first, second);
            return site === undefined
              ? undefined
              : row(body, { ...drawn, shape: [site + 1, noise.width] }, site);
          },
          products: options.products,
          xla: options.xla ?? false,
          uniform: options.xla ? (words, shape) => uniformOfWords(body, words, shape) : undefined,
        },
        () => checkedResult(step.compute(placeholders, at)),
      );
      const outputs = Object.entries(result).map(([name, tensor]) => [name, find(tensor)] as const);
      const next = variables.map(({ name, node }) => [node, find(options.variables[name]!.read())] as const);
      // What it keeps no scope frees.
      tf.dispose(Object.values(result).filter((tensor) => !(tensor instanceof tf.Variable)));
      return { outputs: Object.fromEntries(outputs), next: Object.fromEntries(next), operations: body.size };
    } finally {
      variables.forEach(({ name }, index) => {
        options.variables[name]!.assign(saved[index]!);
      });
    }
  });
}

/** What `compute` may give: tensors by name. */
function checkedResult(result: Record<string, tf.Tensor>): Record<string, tf.Tensor> {
  const isTensors =
    typeof result === 'object' &&
    result !== null &&
    !(result instanceof tf.Tensor || result instanceof Promise) &&
    Object.values(result).every((value) => value instanceof tf.Tensor);
  checkValue('the result of `compute`', result, {
    expected: 'an object of tensors, such as { logits }, not a promise of it',
    fits: () => isTensors,
  });
  for (const name of Object.keys(result)) checkName('a result', name);
  return result;
}

function rowOfInput(input: StepInput): Row {
  return 'rowsOf' in input ? rowOf('int32', [input.count]) : rowOf(input.type, input.shape);
}

function rowOf(type: Row['type'], shape: readonly number[]): Row {
  return { type, shape, size: tf.util.sizeFromShape([...shape]) };
}
