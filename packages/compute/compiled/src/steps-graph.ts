import type * as tf from '@tensorflow/tfjs-core';
import type { Attributes } from './attribute.js';
import type { CompileOptions } from './compile-options.js';
import type { DataType } from './data-type.js';
import type { FunctionDefinition, Node, Place, SavedModel, Signature } from './saved-model.js';
import { layoutOf, type Table } from './table.js';

/** The graph around the functions. Variables and tables are resources that functions take. */
export class StepsGraph implements SavedModel {
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
