import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '@rectified/testing/files';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CheckReport, checkActivation } from '../src/index.js';

const directory = temporaryFolder(afterAll);
beforeAll(() => {
  symlinkSync(join(import.meta.dirname, '../../../../node_modules'), join(directory, 'node_modules'));
});

const paper = "paper: { title: 'On Halves', authors: ['Doe'], year: 2020 }";
const formula = `import { activation, mul, tanh, softplus } from '@rectified/activation';
export default activation({
  name: 'mish', title: 'Mish', className: 'TestMish', ${paper},
  options: { scale: { default: 1 } },
  formula: ({ x, scale }) => mul(scale, mul(x, tanh(softplus(x)))),
  variants: { double: { title: 'Double Mish', config: { scale: 2 } } },
});`;
/** A layer without a formula. */
const layer = (value: string) => `import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
class Mine extends layers.Layer {
  static className = 'TestChecked';
  call(inputs) { const x = [inputs].flat()[0]; return ${value}; }
}
tf.serialization.registerClass(Mine);
export default { name: 'mine', title: 'Mine', ${paper}, layer: Mine };`;

const check = (name: string, text: string, onReport?: (report: CheckReport) => void) => {
  writeFileSync(join(directory, name), text);
  return checkActivation(`./${name}`, { directory, onReport });
};

it('passes a formula, variants included, and says what it computes', async () => {
  const reports: CheckReport[] = [];
  const checked = await check('mish.ts', formula, (report) => reports.push(report));
  expect(checked).toMatchObject({
    ...{ name: 'mish', title: 'Mish', fused: true, file: join(directory, 'mish.ts') },
    formula: 'scale * x * tanh(softplus(x))',
  });
  expect(checked.backends).toContain('cpu');
  expect(checked.values).toContainEqual({ x: '0', y: '0', slope: expect.stringMatching(/^0\.6/) });
  expect(checked.values[0]).toMatchObject({ x: '-Infinity', y: '0' });
  expect(checked.checks.filter(({ fault }) => fault !== undefined)).toEqual([]);
  expect(checked.checks).toContainEqual({
    ...{ name: 'computes its formula', variant: 'double', backend: 'cpu' },
  });
  expect(reports.map(({ type }) => type)).toEqual(['subject', ...checked.checks.map(() => 'check')]);
});

it('checks a variant alone where one is named, and says which there are', async () => {
  writeFileSync(join(directory, 'variants.ts'), formula);
  const { title, values, checks } = await checkActivation('./variants.ts:double', { directory });
  expect(title).toBe('Double Mish');
  expect(values).toContainEqual({ x: '0', y: '0', slope: expect.stringMatching(/^1\.2/) });
  expect(new Set(checks.map(({ variant }) => variant))).toEqual(new Set([undefined, 'double']));
  const unknown = 'expected ./variants.ts or ./variants.ts:double';
  await expect(checkActivation('./variants.ts:triple', { directory })).rejects.toThrow(unknown);
  await expect(checkActivation('leaky-relu:7')).rejects.toThrow(/unknown variant "7" of leaky-relu: .*:100/);
});

it('hears nothing that the code itself says of its checks', async () => {
  const lies = [
    { report: { type: 'subject', subject: { name: 'sound', title: 'Sound', backends: [], fused: true } } },
    { report: { type: 'check', check: { name: 'is sound' } } },
    {},
  ];
  const { title, checks } = await check(
    'lies.ts',
    `for (const lie of ${JSON.stringify(lies)}) process.send?.(lie);\n${formula}`,
  );
  expect(title).toBe('Mish');
  expect(checks.length).toBeGreaterThan(16);
  expect(checks.map(({ name }) => name)).not.toContain('is sound');
});

it("refuses the name of one of Rectified's, which would be loaded in its place", async () => {
  const twin = formula.replace('TestMish', 'RectifiedMish');
  await expect(check('twin.ts', twin)).rejects.toThrow(/className of Rectified's Mish/);
});

it("takes one of Rectified's that a file passes on", async () => {
  const ours = join(import.meta.dirname, '../../../activations/mish/src/index.ts');
  const { title } = await check('ours.mjs', `export { default } from ${JSON.stringify(ours)};`);
  expect(title).toBe('Mish');
});

it('says of a layer without a formula what is wrong, and that it runs composed', async () => {
  const sound = await check('sound.mjs', layer("tf.tidy(() => tf.leakyRelu(tf.cast(x, 'float32'), 0.5))"));
  expect(sound).toMatchObject({ fused: false });
  expect(sound).not.toHaveProperty('formula');
  expect(sound.checks.filter(({ fault }) => fault !== undefined)).toEqual([]);

  const { checks } = await check('noisy.mjs', layer('tf.add(tf.relu(x), tf.randomNormal([1]))'));
  expect(checks).toContainEqual({
    ...{ name: 'is random by its key only', backend: 'cpu' },
    fault: 'the output differs from call to call in training',
  });
});

it('checks one that changes the number of channels, which has no table of values', async () => {
  const { values, checks } = await check(
    'wide.mjs',
    layer("tf.tidy(() => { const y = tf.cast(x, 'float32'); return tf.concat([y, tf.neg(y)], -1); })"),
  );
  expect(values).toEqual([]);
  expect(
    checks.filter(({ name, fault }) => name === 'is random by its key only' && fault !== undefined),
  ).toEqual([]);
});

it('tells of one that computes nothing', async () => {
  const { values, checks } = await check('throws.mjs', layer('x.nothing.there'));
  expect(values).toEqual([]);
  expect(checks.find(({ name }) => name === 'takes every shape')?.fault).toMatch(
    /properties of undefined \(reading 'there'\)/,
  );
});

it.each(['relu', 'crelu', 'maxout'])("passes Rectified's own: %s", async (own) => {
  const { name, file, checks } = await checkActivation(own);
  expect({ name, file }).toEqual({ name: own, file: undefined });
  expect(checks.length).toBeGreaterThan(10);
  expect(checks.filter(({ fault }) => fault !== undefined)).toEqual([]);
});

it.each([
  ['nothing-there.ts', undefined, /no such file/],
  ['empty.ts', 'export {};', /exports no activation/],
  ['ends.ts', `process.exit(0);\n${formula}`, /calls process\.exit\(0\)/],
  ['waits.ts', `await new Promise(() => {});\n${formula}`, /waits at its top level/],
])('is no check, but wrong input: %s', async (name, text, message) => {
  if (text !== undefined) writeFileSync(join(directory, name), text);
  await expect(checkActivation(`./${name}`, { directory })).rejects.toMatchObject({
    ...{ name: 'InputError', exitCode: 2, message: expect.stringMatching(message) },
  });
});
