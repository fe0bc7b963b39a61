import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { weigh } from './weigh.js';

const activations = resolve(import.meta.dirname, '../../packages/activations');
const folder = mkdtempSync(join(tmpdir(), 'rectified-size-'));
afterAll(() => rmSync(folder, { recursive: true }));

const weighHere = (contents: string) => weigh(contents, join(activations, 'all'));

const runtime = await weighHere(
  `export { activation, described, layerOf, opOf } from '@rectified/activation'`,
);
const noisy = await weighHere(
  `export { activation, described, layerOf, opOf, uniform } from '@rectified/activation'`,
);

it('the common code of formulas', () => {
  expect(runtime).toBeLessThan(6_820);
  expect(noisy - runtime).toBeLessThan(2_650);
});

// Maxout and CReLU are layers without a formula.
const formulas = readdirSync(activations).filter((name) => !['all', 'crelu', 'maxout'].includes(name));
// SELU's package also contains AlphaDropout.
const random = ['randomized-smooth-leaky', 'rrelu', 'selu'];

describe('the code of an activation besides that', () => {
  it.each(formulas)('%s', async (name) => {
    const from = `from '@rectified/${name}'`;
    const whole = await weighHere(`export * ${from}; export { default } ${from}`);
    const beside = whole - (random.includes(name) ? noisy : runtime);
    expect(beside).toBeGreaterThan(0);
    expect(beside).toBeLessThanOrEqual(1024);
  });
});

const limits: readonly { name: string; limit: string }[] = JSON.parse(
  readFileSync(resolve(import.meta.dirname, '../../.size-limit.json'), 'utf8'),
);

it.each(readdirSync(activations).filter((name) => name !== 'all'))(
  'the limit of %s is not far above what it weighs',
  async (name) => {
    const { limit } = limits.find((each) => each.name === `@rectified/${name}`)!;
    const kilobytes =
      (await weighHere(`export * from '@rectified/${name}'; export { default } from '@rectified/${name}'`)) /
      1000;
    expect(Number.parseFloat(limit)).toBeGreaterThan(kilobytes);
    expect(Number.parseFloat(limit)).toBeLessThan(kilobytes + 1.1);
  },
);

const formula = (name: string, expression: string) => `
  const ${name} = /* @__PURE__ */ activation({
    name: '${name}', title: '${name.toUpperCase()}', className: 'Acme${name}',
    paper: { title: 'All about ${name}', authors: ['Nobody'], year: 2026 },
    formula: ({ x }) => ${expression},
  });
  export const ${name}Op = /* @__PURE__ */ opOf(${name});
  export class ${name}Layer extends /* @__PURE__ */ layerOf(${name}) {}
  export const ${name}Description = ${name};
`;
const head = `import { activation, cos, layerOf, mul, opOf, sigmoid, softplus, tanh } from '@rectified/activation';`;
const one = formula('silu', 'mul(x, sigmoid(x))');
const others = formula('mish', 'mul(x, tanh(softplus(x)))') + formula('gcu', 'mul(x, cos(x))');

it('importing one of three activations of a package is as small as if it were the only one', async () => {
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "sideEffects": false }');
  writeFileSync(join(folder, 'one.ts'), head + one);
  writeFileSync(join(folder, 'three.ts'), head + one + others);
  const of = (file: string, ...names: string[]) =>
    weigh(`export { ${names.join(', ')} } from './${file}.ts'`, folder);
  for (const names of [['siluOp'], ['siluLayer'], ['siluOp', 'siluLayer', 'siluDescription']])
    expect(Math.abs((await of('three', ...names)) - (await of('one', ...names)))).toBeLessThan(100);
  expect((await of('three', 'siluOp', 'mishOp', 'gcuOp')) - (await of('three', 'siluOp'))).toBeGreaterThan(
    50,
  );
});
