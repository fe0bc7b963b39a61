import { InputError } from '@rectified/errors';
import type { Attributes, Shape } from './attribute.js';
import type { DataType } from './data-type.js';
import { outputNames } from './output-names.js';
import type { FunctionDefinition, Node } from './saved-model.js';

/** A tensor of a function that is being written. */
export interface Value {
  /** Its name in the function: a parameter's name, or `node:output:index`. */
  readonly from: string;
  readonly type: DataType;
  readonly shape: Shape;
}

/** The output of an operation. */
type Made = Pick<Value, 'type' | 'shape'>;

/** A TensorFlow function that is being written, operation by operation. The type and shape of every value are known. */
export class FunctionBody {
  readonly #nodes: Node[] = [];
  readonly #parameters: { name: string; type: DataType }[] = [];
  readonly #effects: string[] = [];
  readonly #constants = new Map<string, Value>();
  readonly #prefix: string;
  readonly #sharesConstants: boolean;

  /** `prefix` of the nodes' names. Equal small constants are shared unless that is turned off. */
  constructor({ prefix = 'n', sharesConstants = true } = {}) {
    this.#prefix = prefix;
    this.#sharesConstants = sharesConstants;
  }

  parameter(name: string, { type, shape }: Made): Value {
    this.#parameters.push({ name, type });
    return { from: name, type, shape };
  }

  /** An operation's outputs. `after`: nodes that must have run before. */
  operation(
    op: string,
    inputs: readonly Value[],
    attributes: Attributes,
    outputs: readonly Made[],
    after: readonly string[] = [],
  ): Value[] {
    const node = this.#node(
      op,
      [...inputs.map(({ from }) => from), ...after.map((name) => `^${name}`)],
      attributes,
    );
    const names = outputNames({ name: node, op, attributes }, outputs.length);
    if (names === undefined)
      throw new InputError({
        what: `the operation ${op} cannot be written into a TensorFlow function`,
        remedy: 'Use the eager engine, or leave out the layer with this operation',
      });
    return outputs.map(({ type, shape }, index) => ({ from: names[index]!, type, shape }));
  }

  /** An operation that is run for its side effect. */
  effect(op: string, inputs: readonly Value[], attributes: Attributes): void {
    this.#effects.push(
      this.#node(
        op,
        inputs.map(({ from }) => from),
        attributes,
      ),
    );
  }

  /** Numbers that are the same in every call. */
  constant(type: DataType, shape: Shape, content: Uint8Array): Value {
    const key = content.length > 64 || !this.#sharesConstants ? undefined : `${type} [${shape}] ${content}`;
    const known = key && this.#constants.get(key);
    if (known) return known;
    const attributes = { dtype: { type }, value: { constant: { type, shape, content } } };
    const [made] = this.operation('Const', [], attributes, [{ type, shape }]) as [Value];
    if (key) this.#constants.set(key, made);
    return made;
  }

  /** The function so far. */
  define(name: string, results: Readonly<Record<string, Value>>): FunctionDefinition {
    return {
      name,
      parameters: this.#parameters,
      results: Object.entries(results).map(([name, { type, from }]) => ({ name, type, from })),
      nodes: this.#nodes,
      effects: this.#effects,
    };
  }

  get nodes(): readonly Node[] {
    return this.#nodes;
  }

  /** Number of operations so far. */
  get size(): number {
    return this.#nodes.length;
  }

  /** The nodes that are run for their side effects. */
  get effects(): readonly string[] {
    return this.#effects;
  }

  #node(op: string, inputs: readonly string[], attributes: Attributes): string {
    const name = `${this.#prefix}${this.#nodes.length}`;
    this.#nodes.push({ name, op, inputs, attributes });
    return name;
  }
}
