import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import JSON5 from 'json5';
import { expect } from 'vitest';
import { exampleModule, type Fence, fences, isTest } from '../readme/examples.js';
import { jsonValue } from '../readme/json-value.js';
import type { Reader } from './reader.js';
import { root } from './workspace.js';

const recorder = join(root, 'tools/readme/record-values.ts');

/**
 * Follows a README to the letter, block by block, in the reader's folder. `sh`: its lines are run. `ts`: the block is a
 * module, which is run with its types stripped, as Node 22.18 and later do; `// =>` comments must agree with the values.
 * `ts NAME.ts`: the reader saves it under this name, and later blocks may import it; `ts NAME.test.ts` is a test that a later
 * `sh` block runs. Blocks marked `no-run` are skipped.
 */
export async function followReadme(reader: Reader, markdown: string): Promise<void> {
  for (const fence of fences(markdown)) {
    if (fence.notRun !== undefined) continue;
    const step = run(reader, fence);
    await step?.catch((error: Error) => {
      error.message = `README.md, line ${fence.line}: ${error.message}`;
      throw error;
    });
  }
  await checkTypes(reader, fences(markdown));
}

/** The packages in a README's install lines. */
export function installed(markdown: string): string[] {
  const lines = fences(markdown)
    .filter(({ language }) => language === 'sh')
    .flatMap(({ code }) => code.split('\n'))
    .map((line) => line.replace(/\s+#.*$/, ''));
  return lines.flatMap((line) =>
    /^npm (install|i) /.test(line)
      ? line
          .split(/\s+/)
          .slice(2)
          .filter((word) => !word.startsWith('-'))
          .map((word) => word.replace(/(?<=.)@.*$/, ''))
      : [],
  );
}

/** The packages that a block imports. */
export function imported({ code }: Fence): string[] {
  const ids = [...code.matchAll(/(?:^|\n)(?:import|export)\s+(?:[^'"]*?from\s+)?['"]([^'"]+)['"]/g)].map(
    (match) => match[1]!,
  );
  return ids
    .filter((id) => !id.startsWith('.') && !id.startsWith('node:'))
    .map((id) =>
      id
        .split('/')
        .slice(0, id.startsWith('@') ? 2 : 1)
        .join('/'),
    );
}

function run(reader: Reader, fence: Fence): Promise<void> | undefined {
  if (fence.language === 'sh') return runShell(reader, fence);
  if (fence.language !== 'ts') return undefined;
  if (!isTest(fence)) return runExample(reader, fence);
  writeFileSync(join(reader.folder, fence.file!), fence.code);
  return undefined;
}

async function runShell(reader: Reader, { code }: Fence): Promise<void> {
  await reader.run('sh', ['-e', '-c', code]);
}

async function runExample(reader: Reader, { line, file, code }: Fence): Promise<void> {
  const name = `line-${line}`;
  const recorded = join(reader.folder, `${name}.values`);
  const source = file ?? `${name}.mts`;
  writeFileSync(join(reader.folder, source), code);
  // Imported blocks are put into the same file; their values have already been compared.
  await build({
    stdin: { contents: exampleModule(code), loader: 'ts', resolveDir: reader.folder, sourcefile: source },
    outfile: join(reader.folder, `${name}.mjs`),
    ...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', target: 'node20' },
    tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    inject: [recorder],
    logLevel: 'silent',
  });
  await reader.run(process.execPath, [`${name}.mjs`], { RECORDED_VALUES: recorded });

  const values = existsSync(recorded) ? readFileSync(recorded, 'utf8').trim().split('\n') : [];
  const compared = values.map(
    (text) => JSON.parse(text) as { line: number; expected: string; actual?: unknown },
  );
  for (const { line: at, expected, actual } of compared)
    expect(actual, `line ${line + at}`).toEqual(jsonValue(JSON5.parse(expected)));
  expect(compared, 'values that were compared').toHaveLength(
    code.split(/^(?!\s*\/\/).*\/\/ => /m).length - 1,
  );
}

/** The errors that a reader's editor would show in the examples, with the reader's own types for Node. */
async function checkTypes(reader: Reader, blocks: readonly Fence[]): Promise<void> {
  const files = blocks
    .filter(({ language, notRun }) => language === 'ts' && notRun === undefined)
    .map((fence) => fence.file ?? `line-${fence.line}.mts`);
  if (files.length === 0) return;
  const compilerOptions = {
    ...{ strict: true, noEmit: true, skipLibCheck: true },
    ...{ module: 'esnext', moduleResolution: 'bundler', target: 'es2022', lib: ['es2023'] },
    ...{ erasableSyntaxOnly: true, verbatimModuleSyntax: true },
    ...{ types: ['node'], typeRoots: [join(root, 'node_modules/@types')] },
  };
  writeFileSync(join(reader.folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files }));
  await reader.run(process.execPath, [join(root, 'node_modules/.bin/tsc'), '-p', '.']);
}
