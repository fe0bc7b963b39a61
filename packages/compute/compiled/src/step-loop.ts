import type { Attributes } from './attribute.js';
import { FunctionBody, type Value } from './function-body.js';
import { after, assign, integers, less, read, zeros } from './operations.js';
import type { FunctionDefinition, Place } from './saved-model.js';
import type { StepsGraph } from './steps-graph.js';

/** A tensor of the loop, under the name that it has as a parameter of the loop's functions. */
export type Loop = readonly (readonly [name: string, value: Pick<Value, 'type' | 'shape'>])[];

/** The function that takes the steps, and the signature that calls it. */
export function addLoop(
  graph: StepsGraph,
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
