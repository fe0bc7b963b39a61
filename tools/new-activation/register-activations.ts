import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Activation } from '@rectified/activation';
import { markdownTable } from 'markdown-table';
import { readManifest } from '../metadata/metadata.js';
import { weigh } from '../size/weigh.js';

interface Known {
  /** Of the folder: `leaky-relu`. */
  readonly name: string;
  readonly package: string;
  readonly version: string;
  readonly description: Activation;
}

/** What a formula may add in bytes to what all formulas need; tools/size holds ours to it. */
const roomForFormula = 1000;

/** The paper's, in its order; all others follow in that of the alphabet. */
const first = ['relu', 'leaky-relu', 'prelu', 'rrelu'];

/**
 * Writes the packages that are in packages/activations into every file that names all of them: the sources, dependencies and README
 * of `@rectified/activations`, and the workspace's README. Where all are named already it changes nothing.
 */
export async function registerActivations(workspace: string): Promise<void> {
  const activations = await readActivations(join(workspace, 'packages/activations'));
  const all = join(workspace, 'packages/activations/all');
  const byPackage = [...activations].sort((a, b) => compare(a.package, b.package));

  rewrite(join(all, 'src/activations.ts'), (text) =>
    text
      .replace(/(?:^import \w+ from '@rectified\/.*';\n)+/m, lines(byPackage, importLine))
      .replace(/(?<=Object\.freeze\(\{\n)[^}]*/, lines(activations, entryLine)),
  );
  rewrite(join(all, 'src/index.ts'), (text) =>
    text.replace(
      /(?:^export \* from .*\n)+/m,
      lines(byPackage, (each) => `export * from '${each.package}';`),
    ),
  );
  const manifest = readManifest(all);
  const dependencies = Object.fromEntries(
    [
      readManifest(join(workspace, 'packages/core/activation')),
      ...byPackage.map(({ package: name, version }) => ({ name, version })),
    ].map(({ name, version }) => [name, `^${version}`]),
  );
  rewrite(join(all, 'package.json'), () => `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`);
  rewrite(join(all, 'README.md'), (text) =>
    text.replace(
      /^\| name .*\n(?:\|.*\n)+/m,
      `${markdownTable([['name', 'package', 'variants'], ...activations.map(row)])}\n`,
    ),
  );
  const limitsFile = join(workspace, '.size-limit.json');
  const limits = await withLimits(JSON.parse(readFileSync(limitsFile, 'utf8')), activations, workspace);
  rewrite(limitsFile, () => `${listed(limits)}\n`);
  rewrite(join(workspace, 'README.md'), (text) =>
    text.replace(
      /^\| \[`@rectified\/relu`\]\(packages\/activations\/relu\).*(?= \| an op and a layer each)/m,
      `| ${activations.map(({ name }, i) => `[\`${i === 0 ? '@rectified/' : ''}${name}\`](packages/activations/${name})`).join(', ')}`,
    ),
  );
}

interface Limit {
  readonly name: string;
}

/**
 * Those of the activations that have none follow the last one that has. A new one's is what the package weighs now, with room for
 * its formula.
 */
async function withLimits(
  limits: readonly Limit[],
  activations: readonly Known[],
  workspace: string,
): Promise<readonly Limit[]> {
  const missing = activations.filter((each) => !limits.some(({ name }) => name === each.package));
  const last = limits.findLastIndex(({ name }) => activations.some((each) => each.package === name));
  const added = await Promise.all(
    missing.map(async (each) => {
      const folder = join(workspace, 'packages/activations', each.name);
      const bytes = await weigh(
        `export * from './src/index.ts'; export { default } from './src/index.ts'`,
        folder,
      );
      return {
        name: each.package,
        path: `packages/activations/${each.name}/dist/index.js`,
        limit: `${((bytes + roomForFormula) / 1000).toFixed(1)} kB`,
        gzip: true,
        ignore: ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'],
      };
    }),
  );
  return [...limits.slice(0, last + 1), ...added, ...limits.slice(last + 1)];
}

/** JSON with every list of texts on a line, as the formatter has it. */
const listed = (value: unknown) =>
  JSON.stringify(value, null, 2).replace(
    /\[\s+("[^[\]{}]*")\s+\]/g,
    (_, texts: string) => `[${texts.replace(/\n\s+/g, ' ')}]`,
  );

async function readActivations(folder: string): Promise<Known[]> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'all' && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .sort((a, b) => rank(a) - rank(b) || compare(a, b));
  return Promise.all(
    names.map(async (name) => {
      const { name: published, version } = readManifest(join(folder, name));
      const { default: description } = await import(pathToFileURL(join(folder, name, 'src/index.ts')).href);
      return { name, package: published, version, description };
    }),
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

const rank = (name: string) => (first.includes(name) ? first.indexOf(name) : first.length);

const variable = (name: string) => name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());

const importLine = (each: Known) => `import ${variable(each.name)} from '${each.package}';`;

const entryLine = ({ name }: Known) =>
  name === variable(name) ? `  ${name},` : `  '${name}': ${variable(name)},`;

const row = ({ name, package: published, description: { variants = {} } }: Known) => [
  `\`${name}\``,
  `[\`${published}\`](../${name})`,
  Object.keys(variants)
    .map((variant) => `\`${variant}\``)
    .join(', '),
];

const lines = (all: readonly Known[], line: (each: Known) => string) => `${all.map(line).join('\n')}\n`;

function rewrite(file: string, change: (text: string) => string): void {
  const text = readFileSync(file, 'utf8');
  const changed = change(text);
  if (changed !== text) writeFileSync(file, changed);
}
