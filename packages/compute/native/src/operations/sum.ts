import { nativeKernel, shapedAs } from './kernel.js';
import { rowAttributes, seedTensors } from './row-attributes.js';
import { runOperation } from './tensorflow-op.js';

export const sum = nativeKernel('RectifiedSum', (inputs, { count, activation, keep }) =>
  runOperation(
    'RectifiedSum',
    { ...rowAttributes(activation), count: { int: count }, keep },
    [...inputs, ...seedTensors(activation)],
    2,
  ),
);

export const sumGrad = nativeKernel('RectifiedSumGrad', (inputs, { activation }) => {
  const parameters = inputs.slice(3);
  const [dsum, ...own] = runOperation(
    'RectifiedSumGrad',
    rowAttributes(activation),
    [...inputs, ...seedTensors(activation)],
    1 + parameters.length,
  );
  return [dsum!, ...shapedAs(parameters, own)];
});
