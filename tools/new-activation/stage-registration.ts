import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Activation } from '@rectified/activation';
import { InputError } from '@rectified/errors';
import { markdownTable } from 'markdown-table';
import { readManifest } from '../metadata/metadata.js';
import { weigh } from '../size/weigh.js';

interface Known {
  /** The folder's name: `leaky-relu`. */
  readonly name: string;
  readonly folder: string;
  readonly package: string;
  readonly version: string;
  readonly description: Activation;
}

/** Bytes that a formula may add to what all formulas need; checked by tools/size. */
const roomForFormula = 1000;

/** The paper's activations in its order; others follow alphabetically. */
const first = ['relu', 'leaky-relu', 'prelu', 'rrelu'];

/**
 * Writes all files that list the activations, into a folder with the structure of the workspace: the sources, dependencies and README of
 * `@rectified/activations`, the size limits, and the workspace's README. Activations are the packages in packages/activations of the
 * workspace or of that folder; other folders there may be what git has ignored of a removed one. Throws an `InputError` if a file no longer has the
 * part that lists them.
 */
export async function stageRegistration(workspace: string, staged: string): Promise<void> {
  const activations = await readActivations([workspace, staged]);
  const all = 'packages/activations/all';
  const byPackage = [...activations].sort((a, b) => compare(a.package, b.package));
  const rewrite = (file: string, change: (text: string) => string) => {
    mkdirSync(dirname(join(staged, file)), { recursive: true });
    // Git for Windows checks out other line breaks.
    const text = readFileSync(join(workspace, file), 'utf8').replaceAll('\r\n', '\n');
    writeFileSync(join(staged, file), change(text));
  };
  /** `text` of a file with a new version of the part that lists all activations. */
  const withPart = (text: string, part: RegExp, anew: string, file: string) => {
    if (part.test(text)) return text.replace(part, anew);
    throw new InputError({
      what: 'the part that lists all activations was not found',
      file: join(workspace, file),
      remedy: 'Restore it as it was',
    });
  };

  // Imports and exports in any order: formatting sorts them.
  const list = `${all}/src/activations.ts`;
  rewrite(list, (text) => {
    const others = text.replace(/^import \w+ from '@rectified\/.*';\n/gm, '');
    const object = /(?<=Object\.freeze\(\{\n)[^}]*/;
    return lines(byPackage, importLine) + withPart(others, object, lines(activations, entryLine), list);
  });
  rewrite(
    `${all}/src/index.ts`,
    (text) =>
      lines(byPackage, (each) => `export * from '${each.package}';`) +
      text.replace(/^export \* from .*\n/gm, ''),
  );
  const manifest = readManifest(join(workspace, all));
  const dependencies = Object.fromEntries(
    [
      readManifest(join(workspace, 'packages/core/activation')),
      ...byPackage.map(({ package: name, version }) => ({ name, version })),
    ].map(({ name, version }) => [name, `^${version}`]),
  );
  rewrite(`${all}/package.json`, () => `${JSON.stringify({ ...manifest, dependencies }, null, 2)}\n`);
  const table = `${markdownTable([['name', 'package', 'variants'], ...activations.map(row)])}\n`;
  rewrite(`${all}/README.md`, (text) =>
    withPart(text, /^\| name .*\n(?:\|.*\n)+/m, table, `${all}/README.md`),
  );
  const limits = JSON.parse(readFileSync(join(workspace, '.size-limit.json'), 'utf8'));
  const complete = await withLimits(limits, activations);
  rewrite('.size-limit.json', () => JSON.stringify(complete, null, 2));
  rewrite('README.md', (text) =>
    withPart(
      text,
      /^\| \[`@rectified\/relu`\]\(packages\/activations\/relu\).*(?= \| an op and a layer each)/m,
      `| ${activations.map(({ name }, i) => `[\`${i === 0 ? '@rectified/' : ''}${name}\`](packages/activations/${name})`).join(', ')}`,
      'README.md',
    ),
  );
}

interface Limit {
  readonly name: string;
  readonly path: string;
}

/**
 * Removes the limits of deleted packages. New activations are added after the last existing one; their limits are their current size,
 * with room for a formula.
 */
async function withLimits(
  limits: readonly Limit[],
  activations: readonly Known[],
): Promise<readonly Limit[]> {
  const there = limits.filter(
    ({ name, path }) =>
      !/^packages\/activations\/(?!all\/)/.test(path) || activations.some((each) => each.package === name),
  );
  const missing = activations.filter((each) => !there.some(({ name }) => name === each.package));
  const last = there.findLastIndex(({ name }) => activations.some((each) => each.package === name));
  const added = await Promise.all(
    missing.map(async (each) => {
      const bytes = await weigh(
        `export * from './src/index.ts'; export { default } from './src/index.ts'`,
        each.folder,
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
  return [...there.slice(0, last + 1), ...added, ...there.slice(last + 1)];
}

async function readActivations(roots: readonly string[]): Promise<Known[]> {
  const folders = roots.flatMap((root) => {
    const parent = join(root, 'packages/activations');
    const entries = existsSync(parent) ? readdirSync(parent, { withFileTypes: true }) : [];
    return entries
      .filter(({ name }) => name !== 'all' && existsSync(join(parent, name, 'package.json')))
      .map(({ name }) => ({ name, folder: join(parent, name) }));
  });
  const known = await Promise.all(
    folders
      .sort((a, b) => rank(a.name) - rank(b.name) || compare(a.name, b.name))
      .map(async ({ name, folder }) => {
        const { name: published, version } = readManifest(folder);
        const { default: description } = await load(join(folder, 'src/index.ts'));
        return { name, folder, package: published, version, description };
      }),
  );
  refuseTwinTitles(known);
  return known;
}

async function load(file: string): Promise<{ default: Activation }> {
  try {
    return await import(pathToFileURL(file).href);
  } catch (cause) {
    const why = String((cause as Error).message).replace(/\s*\n\s*/g, ' ');
    throw new InputError({
      what: `cannot be loaded: ${why}`,
      file,
      remedy:
        (cause as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND'
          ? "Run `npm install` in its workspace if it hasn't been installed"
          : 'Correct it first: the list of all activations is made from what they export',
      cause,
    });
  }
}

/** In tables and legends only the title tells them apart. */
function refuseTwinTitles(all: readonly Known[]): void {
  for (const [at, { description, package: name }] of all.entries()) {
    const twin = all.slice(0, at).find((other) => other.description.title === description.title);
    if (twin !== undefined)
      throw new InputError({
        what: `${twin.package} and ${name} have the same title, ${description.title}`,
        remedy: 'Choose another one (--title)',
      });
  }
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
