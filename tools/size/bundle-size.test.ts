import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const activations = resolve(import.meta.dirname, '../../packages/activations');
const folder = mkdtempSync(join(tmpdir(), 'rectified-size-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a module weighs in a page: bundled, minified and compressed, without tfjs. In bytes. */
async function weigh(contents: string, resolveDir = join(activations, 'all')): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir, loader: 'ts' },
    ...{ bundle: true, minify: true, format: 'esm', write: false, logLevel: 'error' },
    conditions: ['@rectified/source'],
    external: ['@tensorflow/*'],
    alias: { '@rectified/activation': resolve(activations, '../core/activation/src/index.ts') },
  });
  return gzipSync(outputFiles[0]!.contents, { level: 9 }).length;
}

const runtime = await weigh(`export { activation, described, layerOf, opOf } from '@rectified/activation'`);
const noisy = await weigh(
  `export { activation, described, layerOf, opOf, uniform } from '@rectified/activation'`,
);

it('what formulas need to run', () => {
  expect(runtime).toBeLessThan(7_200);
  expect(noisy - runtime).toBeLessThan(2_700);
});

// Maxout and CReLU are layers, and need nothing of what formulas do.
const formulas = readdirSync(activations).filter((name) => !['all', 'crelu', 'maxout'].includes(name));
// SELU's package has its dropout, too.
const random = ['randomized-smooth-leaky', 'rrelu', 'selu'];

// RReLU's has what reports say of its slopes, by the reference in float64.
const parts: Readonly<Record<string, string>> = { rrelu: '{ RReLU, rrelu }' };

describe('what an activation is beside that', () => {
  it.each(formulas)('%s', async (name) => {
    const from = `from '@rectified/${name}'`;
    const whole = await weigh(`export ${parts[name] ?? '*'} ${from}; export { default } ${from}`);
    const beside = whole - (random.includes(name) ? noisy : runtime);
    expect(beside).toBeGreaterThan(0);
    expect(beside).toBeLessThan(1_000);
  });
});

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

it('of three activations of one package, one that is imported weighs as if it were alone', async () => {
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
