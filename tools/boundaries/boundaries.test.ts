import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** Tests the rules of .dependency-cruiser.mjs on an otherwise empty workspace with one forbidden import per rule. */
const faults = [
  ['core/run-folder', '../../random/src/target.js', 'only-by-name'],
  ['core/random', '../../../training/trainer/src/target.js', 'core-imports-nothing-above'],
  ['compute/fuse', '../../../activations/prelu/src/target.js', 'compute-imports-nothing-above'],
  ['activations/relu', '../../../training/trainer/src/target.js', 'activations-imports-nothing-above'],
  ['datasets/cifar', '../../../architectures/nin/src/target.js', 'datasets-imports-nothing-above'],
  ['architectures/nin', '../../../activations/relu/src/target.js', 'architectures-imports-nothing-above'],
  ['training/metrics', '../../../app/cli/src/target.js', 'training-imports-nothing-above'],
  ['core/layers', '../../../compute/backend/src/target.js', 'core-imports-nothing-above'],
  ['core/dataset', '../../layers/src/target.js', 'core-stand-side-by-side'],
  ['core/architecture', '../../dataset/src/target.js', 'core-architecture-imports-only'],
  ['compute/native', '../../fuse/src/target.js', 'compute-stand-side-by-side'],
  ['activations/leaky-relu', '../../prelu/src/target.js', 'activations-stand-side-by-side'],
  ['app/report', '../../cli/src/target.js', 'app-stand-side-by-side'],
  ['datasets/synthetic', '@tensorflow/tfjs-core', 'data-without-tensorflow'],
  ['datasets/augment', '../../../compute/native/src/target.js', 'only-the-backend-knows-devices'],
  ['compute/kernels', '../../native/src/target.js', 'compute-stand-side-by-side'],
  ['compute/backend', '../../fuse/src/target.js', 'compute-backend-imports-only'],
  ['training/trainer', '@tensorflow/tfjs-backend-cpu', 'libraries-never-import-a-backend'],
] as const;

const root = resolve(import.meta.dirname, '../..');
let copy: string;
let report: string;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), 'rectified-boundaries-'));
  for (const config of ['.dependency-cruiser.mjs', 'tsconfig.base.json', 'tsconfig.json'])
    await cp(join(root, config), join(copy, config));
  await symlink(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const [from, imports] of faults) {
    await write(`packages/${from}/src/fault.ts`, `import '${imports}';\n`);
    if (imports.startsWith('.'))
      await write(join(`packages/${from}/src`, imports).replace('.js', '.ts'), 'export {};\n');
  }
  // Two files that only import each other's types.
  for (const [own, other] of [
    ['one', 'other'],
    ['other', 'one'],
  ])
    await write(
      `packages/core/layers/src/${own}.ts`,
      `import type { ${other} } from './${other}.js';\nexport type ${own} = ${other}[] | null;\n`,
    );
  const depcruise = join(root, 'node_modules/.bin/depcruise');
  const result = await promisify(execFile)(depcruise, ['packages', '--config', '.dependency-cruiser.mjs'], {
    cwd: copy,
  }).catch((error) => error as { stdout: string });
  report = stripVTControlCharacters(result.stdout);
});
afterAll(() => rm(copy, { recursive: true, force: true }));

it.each(faults)('%s may not import %s', (from, _, rule) => {
  expect(report).toContain(`error ${rule}: packages/${from}/src/fault.ts`);
});

it('two files may not import types from each other', () => {
  expect(report).toMatch(/error no-cycles: packages\/core\/layers\/src\/(one|other)\.ts/);
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(copy, path)), { recursive: true });
  await writeFile(join(copy, path), text);
}
