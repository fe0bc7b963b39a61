import { existsSync, realpathSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, join, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from '@babel/parser';
import { hashBytes, hashFile } from '@rectified/system';
import { createJiti } from 'jiti';
import { manifestOf, packageOf } from './package-of.js';

/** What a module is made of. */
export interface ImportedFiles {
  /**
   * SHA-256 by absolute path: of the module, and of all files that it names, directly or by way of others. Of a `package.json` that names them
   * (`#slope`) its `imports`, as `package.json#imports`.
   */
  readonly files: Readonly<Record<string, string>>;
  /** Versions of the packages that it imports, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * A module and everything that it imports: whatever it imports or requires, in its own folders and in packages, whose text
 * may change without their version; and every file whose name stands in it, as in `new URL('./slope.json', import.meta.url)`
 * or `join(__dirname, 'slope.json')`. A name that is put together at run time is not seen.
 */
export async function importedFiles(entry: string): Promise<ImportedFiles> {
  const files: Record<string, string> = {};
  const packages: Record<string, string> = {};
  const waiting = [entry];
  const take = (found: string, isOwn: boolean) => {
    const { name, version } = isOwn ? {} : (packageOf(found) ?? {});
    if (name !== undefined) packages[name] = version ?? 'without a version';
    // Of tfjs and of ourselves the version says all, and a run records it.
    if (!/^@(tensorflow|rectified)\//.test(name ?? '') && !waiting.includes(found)) waiting.push(found);
  };
  for (const file of waiting) {
    files[file] = (await hashFile(file)).sha256;
    const { specifiers, texts } = await namedIn(file);
    // What a link imports is found from where it leads to.
    for (const from of new Set([file, realpathSync(file)])) {
      for (const specifier of specifiers) {
        if (specifier.startsWith('#')) Object.assign(files, namesWithin(from));
        const found = locate(specifier, from);
        if (found !== undefined) take(found, isLocal(specifier, found));
      }
      for (const text of texts) for (const found of filesNamed(text, from)) take(found, !isInstalled(found));
    }
  }
  return { files, packages };
}

/** Of a package that is linked into `node_modules`, as in a workspace, the files lie elsewhere and are looked at. */
function isLocal(specifier: string, file: string): boolean {
  return !isInstalled(file) && !specifier.startsWith('@rectified/');
}

const isInstalled = (file: string) => file.split(sep).includes('node_modules');

/** A syntax tree, as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const modules = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];

interface Named {
  /** What a module imports. */
  readonly specifiers: Set<string>;
  /** All texts in it, any of which may be the name of a file that it reads. */
  readonly texts: Set<string>;
}

/** What stands in a file; nothing in one that is no JavaScript or TypeScript. */
async function namedIn(file: string): Promise<Named> {
  const named: Named = { specifiers: new Set(), texts: new Set() };
  if (!modules.includes(extname(file))) return named;
  const jsx = /x$/.test(extname(file)) ? (['jsx'] as const) : [];
  const text = await readFile(file, 'utf8');
  let program: Node;
  try {
    program = parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      plugins: ['typescript', 'decorators', 'importAttributes', ...jsx],
    }).program as unknown as Node;
  } catch {
    return named; // It cannot be loaded either, which says so.
  }
  const makesRequire = text.includes('createRequire');
  const waiting: unknown[] = [program];
  for (const node of waiting) {
    if (Array.isArray(node)) waiting.push(...node);
    else if (isNode(node)) {
      const specifier = specifierOf(node, makesRequire);
      if (specifier !== undefined) named.specifiers.add(specifier);
      for (const text of textsOf(node)) named.texts.add(text);
      waiting.push(...Object.values(node).filter((value) => typeof value === 'object'));
    }
  }
  return named;
}

const isNode = (value: unknown): value is Node =>
  typeof (value as Partial<Node> | null)?.type === 'string' && value !== null;

/** The file or package that a node names. In a module that `makesRequire`, any function may be one that requires. */
function specifierOf(node: Node, makesRequire: boolean): string | undefined {
  const text = textOf(node);
  if (text !== undefined) return /^\.{1,2}\//.test(text) ? text : undefined;
  const { source, callee, arguments: given, expression } = node as Record<string, unknown>;
  if (/^(Import|Export)/.test(node.type) && isNode(source)) return textOf(source);
  if (node.type === 'TSExternalModuleReference' && isNode(expression)) return textOf(expression);
  const requires = (callee: Node) => makesRequire || /^(require|resolve)$/.test(nameOf(callee));
  const calls = isNode(callee) && (callee.type === 'Import' || requires(callee));
  const [first] = Array.isArray(given) ? given : [];
  return node.type === 'CallExpression' && calls && isNode(first) ? textOf(first) : undefined;
}

/** The text of a literal without parts that are computed. */
function textOf(node: Node): string | undefined {
  const texts = textsOf(node);
  return texts.length === 1 ? texts[0] : undefined;
}

/** The text of a literal, or what stands between the computed parts of a template. */
function textsOf(node: Node): string[] {
  if (node.type === 'StringLiteral') return [node.value as string];
  const { quasis } = node as { quasis?: { value: { cooked: string | null } }[] };
  return node.type === 'TemplateLiteral' ? quasis!.map(({ value }) => value.cooked ?? '') : [];
}

/**
 * The files that a text in the module `from` may name, with an extension: beside the module, and where that is one's own
 * also by an absolute path or from the current directory.
 */
function filesNamed(text: string, from: string): string[] {
  if (!/[^/\\]\.[\w-]+$/.test(text)) return [];
  const places = [join(dirname(from), text), ...(isInstalled(from) ? [] : [resolve(text)])];
  return places.filter(isFile);
}

/** `require` of `require('x')` and of `createRequire(...).require`; `resolve` of `require.resolve`. */
const nameOf = ({ name, property }: Node) => String(name ?? (property as Node | undefined)?.name ?? '');

/**
 * What the nearest `package.json` gives files behind `#name`, as if a file of its own. It may be changed as they may, and a process that has
 * looked it up finds what it has found before.
 */
function namesWithin(from: string): Record<string, string> {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const file = join(folder, 'package.json');
    if (existsSync(file))
      return { [`${file}#imports`]: hashBytes(JSON.stringify(manifestOf(file).imports) ?? '').sha256 };
    if (dirname(folder) === folder) return {};
  }
}

/** The file that a specifier in `from` stands for, found as the loader finds it. */
function locate(specifier: string, from: string): string | undefined {
  if (isBuiltin(specifier)) return undefined;
  const url = createJiti(from).esmResolve(specifier, { parentURL: pathToFileURL(from), try: true });
  const found = url?.startsWith('file:') ? fileURLToPath(url) : required(specifier, from);
  if (isFile(found)) return found;
  const path = resolve(dirname(from), specifier);
  // TypeScript is imported under the name that it has once it is compiled.
  const sources = [path, path.replace(/\.([cm]?)js(x?)$/, '.$1ts$2'), path.replace(/\.jsx?$/, '.tsx')];
  return /^(\.|\/|[A-Za-z]:)/.test(specifier) ? sources.find(isFile) : undefined;
}

function required(specifier: string, from: string): string | undefined {
  try {
    return createRequire(from).resolve(specifier);
  } catch {
    return undefined;
  }
}

const isFile = (path: string | undefined): path is string =>
  path !== undefined && existsSync(path) && statSync(path).isFile();
