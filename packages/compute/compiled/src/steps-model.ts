import * as tf from '@tensorflow/tfjs-core';
import type { Attributes } from './attribute.js';
import type { CompileOptions, StepFunction, StepInput } from './compile-options.js';
import type { DataType } from './data-type.js';
import { FunctionBody, type Value } from './function-body.js';
import { inScope } from './in-scope.js';
import { NoiseSites } from './noise-sites.js';
import {
  add,
  after,
  assign,
  gather,
  integers,
  less,
  read,
  row,
  uniformOfWords,
  withRow,
  zeros,
} from './operations.js';
import { record } from './record.js';
import type { FunctionDefinition, Node, Place, SavedModel, Signature } from './saved-model.js';
import { layoutOf, rowsOf, type Table } from './table.js';

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

/** A tensor of the loop, under the name that it has as a parameter of the loop's functions. */
type Loop = readonly (readonly [name: string, value: Pick<Value, 'type' | 'shape'>])[];

/** The SavedModel of some functions: a signature each, and those that read and write variables and write tables. */
export function stepsModel(options: CompileOptions): {
  readonly functions: Readonly<Record<string, CompiledFunction>>;
  readonly savedModel: SavedModel;
} {
  const graph = new Graph(options);
  const functions = Object.entries(options.functions).map(
    ([name, step]) => [name, addFunction(graph, name, step)] as const,
  );
  graph.addVariables();
  graph.addTables();
  return { functions: Object.fromEntries(functions), savedModel: graph };
}

/** The graph around the functions. Variables and tables are resources that functions take. */
class Graph implements SavedModel {
  readonly nodes: Node[] = [];
  readonly functions: FunctionDefinition[] = [];
  readonly signatures: Record<string, Signature> = {};
  /** The variables' types and shapes, under the names of their nodes. */
  readonly variables: readonly { readonly name: string; readonly node: string; readonly value: tf.Tensor }[];
  readonly tables: readonly { readonly name: string; readonly node: string; readonly table: Table }[];

  constructor(readonly options: CompileOptions) {
    this.variables = Object.entries(options.variables).map(([name, variable], index) => ({
      ...{ name, node: `v${index}`, value: variable.read() },
    }));
    for (const { node, value } of this.variables) this.#handle(node, value.dtype as DataType, value.shape);
    this.tables = Object.entries(options.tables ?? {}).map(([name, table], index) => ({
      ...{ name, node: `t${index}`, table },
    }));
    for (const { name, node, table } of this.tables) {
      const { rows, words } = layoutOf(name, table);
      this.#handle(node, 'int64', [rows, words]);
    }
  }

  node(name: string, op: string, inputs: readonly string[], attributes: Attributes): string {
    this.nodes.push({ name, op, inputs, attributes });
    return name;
  }

  placeholder(name: string, type: DataType, shape: readonly number[]): Place {
    return {
      from: `${this.node(name, 'Placeholder', [], { dtype: { type }, shape: { shape } })}:0`,
      type,
      shape,
    };
  }

  #handle(name: string, type: DataType, shape: readonly number[]): void {
    const attributes = {
      dtype: { type },
      shape: { shape },
      shared_name: { text: name },
      container: { text: '' },
    };
    this.node(name, 'VarHandleOp', [], attributes);
  }

  addVariables(): void {
    const inputs: Record<string, Place> = {};
    const outputs: Record<string, Place> = {};
    const writes = this.variables.map(({ name, node, value: { dtype, shape } }) => {
      const type = dtype as DataType;
      inputs[name] = this.placeholder(`write_${node}`, type, shape);
      outputs[name] = {
        from: `${this.node(`read_${node}`, 'ReadVariableOp', [node], { dtype: { type } })}:0`,
        type,
        shape,
      };
      return this.node(`assign_${node}`, 'AssignVariableOp', [node, `write_${node}`], { dtype: { type } });
    });
    this.signatures.write = { inputs, outputs: { done: this.#done('written', writes) } };
    this.signatures.read = { inputs: {}, outputs };
  }

  addTables(): void {
    for (const { name, node, table } of this.tables) {
      const { rows, words } = layoutOf(name, table);
      const values = this.placeholder(`fill_${node}`, 'int32', [rows, words, 2]);
      const casts = { T: { type: 'int32' }, type: { type: 'int64' } } as const;
      const cast = this.node(`cast_${node}`, 'Bitcast', [`fill_${node}`], casts);
      const write = this.node(`assign_${node}`, 'AssignVariableOp', [node, cast], {
        dtype: { type: 'int64' },
      });
      this.signatures[`table ${name}`] = {
        inputs: { values },
        outputs: { done: this.#done(`filled_${node}`, [write]) },
      };
    }
  }

  /** A number that is there once nodes have run: only what is made can be fetched. */
  #done(name: string, nodes: readonly string[]): Place {
    const constant = { type: 'int32', shape: [], content: new Uint8Array(4) } as const;
    this.node(
      name,
      'Const',
      nodes.map((node) => `^${node}`),
      { dtype: { type: 'int32' }, value: { constant } },
    );
    return { from: `${name}:0`, type: 'int32', shape: [] };
  }
}

/** Writes a function of many steps, and its signature. */
function addFunction(graph: Graph, name: string, step: StepFunction): CompiledFunction {
  const { options, variables, tables } = graph;
  const { most } = step;
  const noise = new NoiseSites(options.noise ?? { seed: 0, streams: [] }, { xla: options.xla ?? false });
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
  const number = { type: 'int32', shape: [] } as const;

  // The body comes first: only then is known what the function gives, and how often it draws.
  const body = new FunctionBody();
  const parameters = (list: Loop) =>
    Object.fromEntries(list.map(([parameter, made]) => [parameter, body.parameter(parameter, made)]));
  const index = body.parameter('i', number);
  const count = body.parameter('count', number);
  const allNoise = body.parameter('noise', { type: 'int32', shape: [most, 0, noise.width] });
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
  const { outputs, next, operations } = recordStep(body, step, { graph, given, before, noise, drawn });
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
  }: {
    readonly graph: Graph;
    readonly given: Readonly<Record<string, Value>>;
    readonly before: Readonly<Record<string, Value>>;
    readonly noise: NoiseSites;
    readonly drawn: Value;
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
        () => step.compute(placeholders),
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

/** The function that takes the steps, and the signature that calls it. */
function addLoop(
  graph: Graph,
  name: string,
  {
    most,
    loop,
    state,
    buffers,
    resources,
    accumulators,
  }: Readonly<Record<'loop' | 'state' | 'buffers' | 'resources' | 'accumulators', Loop>> & {
    readonly most: number;
  },
): void {
  const { xla = false } = graph.options;
  const body = new FunctionBody();
  const fed: Loop = [...loop.filter(([key]) => key === 'count' || key === 'noise'), ...buffers];
  const values: Record<string, Value> = { i: integers(body, 0) };
  for (const [key, made] of [...fed, ...resources]) values[key] = body.parameter(key, made);
  const handles = state.map(
    ([key, made]) => [key, body.parameter(key, { ...made, type: 'resource' })] as const,
  );
  handles.forEach(([key, handle], index) => {
    values[key] = read(body, handle, state[index]![1].type);
  });
  for (const [key, { type, shape }] of accumulators)
    values[key] = zeros(body, type as 'float32' | 'int32', shape);
  const inputs = loop.map(([key]) => values[key]!);
  const types = loop.map(([, { type }]) => type);
  let outputs: Value[];
  const made = inputs.map(({ type, shape }) => ({ type, shape }));
  if (most === 1)
    outputs = body.operation(
      'StatefulPartitionedCall',
      inputs,
      { Tin: { types }, Tout: { types }, f: { function: `${name}_step` } },
      made,
    );
  else {
    graph.functions.push(condition(name, loop));
    outputs = body.operation(
      'While',
      inputs,
      {
        T: { types },
        cond: { function: `${name}_goes_on` },
        body: { function: `${name}_step` },
        output_shapes: { shapes: made.map(({ type, shape }) => (type === 'resource' ? [] : shape)) },
        parallel_iterations: { int: 1 },
      },
      made,
    );
  }
  const output = (key: string) => outputs[loop.findIndex(([other]) => other === key)]!;
  for (const [key, handle] of handles) assign(body, handle, output(key));
  const results = accumulators.length > 0 ? accumulators.map(([key]) => key) : ['i'];
  graph.functions.push(
    body.define(
      `${name}_steps`,
      Object.fromEntries(results.map((key) => [`${key}_all`, after(body, output(key), body.effects)])),
    ),
  );

  const places: Record<string, Place> = {};
  const args = fed.map(([key, { type, shape }]) => {
    places[key.replace(/^in_/, '')] = graph.placeholder(`${name}_${key}`, type, shape);
    return `${name}_${key}`;
  });
  const compiled: Attributes = xla ? { _XlaMustCompile: { bool: true } } : {};
  const resourceNodes = [...resources, ...state].map(([key]) => key);
  const call = graph.node(`${name}_call`, 'StatefulPartitionedCall', [...args, ...resourceNodes], {
    ...compiled,
    Tin: { types: [...fed.map(([, { type }]) => type), ...resourceNodes.map(() => 'resource' as const)] },
    Tout: { types: results.map((key) => output(key).type) },
    f: { function: `${name}_steps` },
  });
  graph.signatures[name] = {
    inputs: places,
    outputs: Object.fromEntries(
      results.map((key, index) => [
        key.replace(/^out_/, ''),
        { from: `${call}:${index}`, type: output(key).type, shape: output(key).shape },
      ]),
    ),
  };
}

/** Whether there is a step left. */
function condition(name: string, loop: Loop): FunctionDefinition {
  const body = new FunctionBody();
  const [index, count] = loop.map(([key, made]) => body.parameter(key, made)) as [Value, Value];
  return body.define(`${name}_goes_on`, { go: less(body, index, count) });
}

function rowOfInput(input: StepInput): Row {
  return 'rowsOf' in input ? rowOf('int32', [input.count]) : rowOf(input.type, input.shape);
}

function rowOf(type: Row['type'], shape: readonly number[]): Row {
  return { type, shape, size: tf.util.sizeFromShape([...shape]) };
}
