import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isElementwise } from '@rectified/activation';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loadActivation } from '../src/index.js';

let directory: string;
const load = (spec: string) => loadActivation(spec, { directory });

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'activations-'));
  const description = (more = '') => `{ name: 'mish', title: 'Mish', paper: {}, layer: Mish, ${more} }`;
  /** The layer of a module of its own, in a class of its own. */
  const mish = (className: string, type = '') => `
    class Mish extends layers.Layer {
      static className = '${className}';
      constructor(readonlyConfig${type} = {}) { super({}); this.config = readonlyConfig; }
      call(inputs${type}) { return tf.relu(Array.isArray(inputs) ? inputs[0] : inputs); }
    }
    tf.serialization.registerClass(Mish);\n`;
  const imports = `import * as tf from '@tensorflow/tfjs-core'; import { layers } from '@tensorflow/tfjs-layers';`;
  const requires = `const tf = require('@tensorflow/tfjs-core'); const { layers } = require('@tensorflow/tfjs-layers');`;
  const typed = (className: string) =>
    imports + mish(className, ': any').replace('static', 'config: any; static');
  const modules = join(import.meta.dirname, '../../../../node_modules');
  const files = {
    'mine.ts': `${typed('TestMine')}export default ${description("variants: { soft: { title: 'Soft Mish', config: { beta: 2 } } }")};`,
    'layerless.ts': "export default { name: 'mine', title: 'Mine', paper: {} };",
    'nothing.ts': 'export {};',
    'others.ts': 'export const mish = 1; export const layer = 2;',
    'broken.ts': 'export default {{',
    'throws.mjs': "throw new RangeError('no luck');",
    'built/package.json': '{ "main": "./main.cjs" }',
    'built/main.cjs': `${requires}${mish('TestBuilt')}exports.default = ${description()};`,
    'unbuilt/package.json': '{ "main": "./dist/index.js" }',
    'unbuilt/src/index.ts': `${typed('TestUnbuilt')}export default ${description()};`,
    'unreadable/package.json': '{ "main": ',
    'empty/readme.txt': '',
    'node_modules/@someone/mish/package.json': '{ "type": "module", "exports": { "import": "./index.js" } }',
    'node_modules/@someone/mish/index.js': `${imports}${mish('TestMish')}export default ${description()};`,
    'project/mine.mjs': `${imports}${mish('TestProject')}export default ${description()};`,
    'project/node_modules/@tensorflow/tfjs-core/package.json': '{ "main": "index.js" }',
    'project/node_modules/@tensorflow/tfjs-core/index.js': 'exports.serialization = { registerClass() {} };',
    'project/node_modules/@tensorflow/tfjs-layers/index.js': 'exports.layers = { Layer: class {} };',
    'project/node_modules/@else/mish/package.json': '{ "type": "module", "exports": "./index.js" }',
    'project/node_modules/@else/mish/index.js': "export { default } from './layer.js';",
    'project/node_modules/@else/mish/layer.js': `${imports}${mish('TestElse')}export default ${description()};`,
    // As a package with another tfjs beside it.
    'project/both/package.json':
      '{ "name": "both", "type": "module", "main": "./dist/index.cjs", "exports": { "import": "./dist/index.js", "require": "./dist/index.cjs" } }',
    'project/both/dist/index.js': "export { default } from './layer.js';",
    'project/both/dist/layer.js': `${imports}${mish('TestBoth')}export default ${description()};`,
    'project/both/dist/index.cjs': "throw new Error('required');",
    'node_modules/linked/package.json': '{ "name": "linked", "exports": "./dist/index.js" }',
    'node_modules/linked/src/index.ts': `${typed('TestLinked')}export default ${description()};`,
    'named.ts': 'export const mine = { name: 1 };',
    'misspelt.ts':
      "import { activation, sofplus } from '@rectified/activation'; export default activation({ name: 'm', title: 'M', formula: ({ x }) => sofplus(x) });",
    'misspelt.mjs': "import { sofplus } from '@rectified/activation'; export default sofplus;",
    'wants-more.ts': "import 'not-here/part'; export default {};",
    'wants-more.mjs': "import 'not-here/part'; export default {};",
    'wants-file.mjs': "import './not-here.mjs'; export default {};",
    'node_modules/lodish/package.json': '{ "main": "index.js" }',
    'node_modules/lodish/index.js': 'exports.chunk = () => {}; exports.zip = () => {};',
  };
  for (const [name, text] of Object.entries(files)) {
    const file = join(directory, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  for (const scope of ['@tensorflow', '@rectified'])
    symlinkSync(join(modules, scope), join(directory, 'node_modules', scope));
});
afterAll(() => rmSync(directory, { recursive: true }));

it('knows the activations of Rectified and their variants', async () => {
  const arm = await load('leaky-relu:100');
  expect(arm.activation).toBe('leaky-relu:100');
  expect(arm.title).toMatch(/100/);
  expect(arm.layer().getConfig()).toMatchObject({ divisor: 100 });
  expect(arm.layer()).not.toBe(arm.layer());
  expect((await load('rrelu')).title).toBe('RReLU');
});

it.each(['./mine.ts', './built', './unbuilt', 'linked', '@someone/mish'])('loads %s', async (spec) => {
  const arm = await load(spec);
  expect(arm).toMatchObject({ activation: spec, title: 'Mish' });
  expect(arm.layer().constructor.name).toBe('Mish');
});

it.each([
  ['./mine.mjs', 'TestProject'],
  ['@else/mish', 'TestElse'],
  ['./both', 'TestBoth'],
])(
  'gives its own tfjs to %s of a project that has another, as npx keeps the two apart',
  async (spec, name) => {
    const arm = await loadActivation(spec, { directory: join(directory, 'project') });
    expect(arm.layer().getClassName()).toBe(name);
  },
);

it('refuses a built package that is older than its source', async () => {
  const old = join(directory, 'old');
  for (const folder of ['dist', 'src']) mkdirSync(join(old, folder), { recursive: true });
  writeFileSync(join(old, 'package.json'), '{ "main": "./dist/index.mjs" }');
  writeFileSync(join(old, 'dist/index.mjs'), 'export default 1;');
  writeFileSync(join(old, 'src/index.ts'), 'export default 2;');
  // As after a checkout, which writes both at once.
  await expect(load('./old')).rejects.toThrow(/exports no activation/);
  utimesSync(join(old, 'dist/index.mjs'), 1, 1);
  await expect(load('./old')).rejects.toThrow(
    /index\.mjs: older than src.index\.ts\. Build the package, or name its src\/index\.ts/,
  );
});

it.each(['.ts', '.mjs'])(
  'needs nothing of Rectified and tfjs installed beside a file (%s)',
  async (extension) => {
    const alone = mkdtempSync(join(tmpdir(), 'activations-'));
    const description = `{ name: 'mine', title: 'Mine', className: 'TestAlone', formula: ({ x }) => mul(x, sigmoid(x)) }`;
    writeFileSync(
      join(alone, `mine${extension}`),
      `import { activation } from '@rectified/activation'; import { mul, sigmoid } from '@rectified/expression';
    export default activation(${description});`,
    );
    const arm = await loadActivation(`./mine${extension}`, { directory: alone });
    rmSync(alone, { recursive: true });
    expect(isElementwise(arm.layer())).toBe(true);
  },
);

it('loads a file by its absolute path, and a variant of it', async () => {
  const arm = await load(`${join(directory, 'mine.ts')}:soft`);
  expect(arm.title).toBe('Soft Mish');
  expect(arm.layer()).toMatchObject({ config: { beta: 2 } });
});

it.each([
  [
    'rrelo',
    /^unknown activation "rrelo": expected relu, leaky-relu, prelu, rrelu, .*Did you mean "rrelu"\?$/,
  ],
  [
    'leaky-relu:7',
    /^unknown variant "7" of leaky-relu: expected leaky-relu, leaky-relu:100, or leaky-relu:5\.5$/,
  ],
  ['relu:toString', /^unknown variant "toString" of relu/],
  ['@someone/mesh', /^the package @someone\/mesh is not installed.*npm install @someone\/mesh$/],
  ['./mine.js', /mine\.js: no such file/],
  ['./unreadable', /unreadable.package\.json: not valid JSON: .*JSON/],
  [
    './empty',
    /empty: a folder without an entry point: expected a package. Name a file, such as \.\/mine\.ts/,
  ],
  ['mine.ts', /^unknown activation "mine\.ts": .*Did you mean "\.\/mine\.ts"\?$/],
  ['project/mine.mjs', /^unknown activation .*Did you mean "\.\/project\/mine\.mjs"\?$/],
  ['./named.ts', /named\.ts: exports no activation: .*got the exports mine$/],
  ['./misspelt.ts', /misspelt\.ts: cannot be loaded: .*Did you mean "softplus"\?$/],
  ['./misspelt.mjs', /misspelt\.mjs: cannot be loaded: .*Did you mean "softplus"\?$/],
  ['./layerless.ts', /exports no activation.*got a default export with name, title, paper$/],
  ['./nothing.ts', /exports no activation.*default export.*got no exports/],
  ['./others.ts', /exports no activation.*got the exports layer, mish/],
  ['lodish', /lodish exports no activation.*got the exports .*chunk/],
  ['./broken.ts', /broken\.ts: cannot be loaded: .*broken\.ts:1:\d+$/],
  [
    './wants-more.ts',
    /wants-more\.ts: cannot be loaded: it imports not-here, which is not installed\. npm install not-here$/,
  ],
  [
    './wants-more.mjs',
    /wants-more\.mjs: cannot be loaded: it imports not-here, which is not installed\. npm install not-here$/,
  ],
  ['./wants-file.mjs', /wants-file\.mjs: cannot be loaded: Error: Cannot find module .*not-here\.mjs/],
  ['./throws.mjs', /throws\.mjs: cannot be loaded: RangeError: no luck \(line 1\)$/],
])('says what is wrong with %s', async (spec, message) => {
  const error = await load(spec).catch((error) => error);
  expect(error).toMatchObject({ exitCode: 2, message: expect.stringMatching(message) });
});

it('takes a file that is nothing but a formula, with no package installed beside it', async () => {
  const alone = mkdtempSync(join(tmpdir(), 'formula-'));
  const paper = "paper: { title: 'Mish', authors: ['Misra'], year: 2019 }";
  const formulas = {
    'mish.ts': "name: 'mish', title: 'Mish', formula: ({ x }) => mul(x, tanh(softplus(x)))",
    'swish.ts': `name: 'swish', title: 'Swish', parameters: { beta: { initial: 1, decayFactor: 0 } },
      formula: ({ x, beta }) => mul(x, sigmoid(mul(beta, x)))`,
    'stranger.ts': "name: 'stranger', title: 'Stranger', formula: ({ y }: any) => mul(2, y)",
    'misspelt.ts': `name: 'misspelt', title: 'Misspelt',
      formula: ({ x }) => mul(x, sigmod(x))`,
    'attack.ts': `name: 'attack', title: 'Attack',
      formula: ({ x }) => ({ op: 'mul', args: [x, { op: 'constant', value: '0); system("true"); (0' }] }) as any`,
  };
  for (const [name, text] of Object.entries(formulas))
    writeFileSync(
      join(alone, name),
      `import { activation, mul, sigmod, sigmoid, softplus, tanh } from '@rectified/activation';
       export default activation({ ${paper}, ${text} });`,
    );
  const open = (name: string) => loadActivation(`./${name}`, { directory: alone });
  const mish = (await open('mish.ts')).layer();
  expect(mish.getClassName()).toBe('FormulaMish');
  // Or it would not be fused.
  expect(isElementwise(mish)).toBe(true);
  expect((await open('swish.ts')).layer()).toMatchObject({
    parameterUpdates: { beta: { rateFactor: 1, decayFactor: 0 } },
  });
  await expect(open('stranger.ts')).rejects.toThrow(/stranger\.ts: unknown name in formula of Stranger "y"/);
  await expect(open('misspelt.ts')).rejects.toThrow(
    /misspelt\.ts: cannot be loaded: TypeError: sigmod is not a function \(line \d+\)/,
  );
  await expect(open('attack.ts')).rejects.toThrow(/attack\.ts: .*expected a finite number/);
  rmSync(alone, { recursive: true });
});
