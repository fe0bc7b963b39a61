import { existsSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, isBuiltin } from 'node:module';
import { dirname, extname, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parse } from '@babel/parser';
import { hashBytes } from '@rectified/system';
import { createJiti } from 'jiti';
import { packageOf } from './package-of.js';

/** What a module is made of. */
export interface ImportedFiles {
  /** SHA-256 by absolute path: of the module, and of all files that it names, directly or by way of others. */
  readonly files: Readonly<Record<string, string>>;
  /** Versions of the packages that it imports, by name. */
  readonly packages: Readonly<Record<string, string>>;
}

/**
 * A module and everything that it imports: whatever it imports, requires, or names by a relative path
 * (`new URL('./slope.json', import.meta.url)`), in its own folders and in packages, whose text may change without their
 * version. A path that is only computed at run time is not seen.
 */
export async function importedFiles(entry: string): Promise<ImportedFiles> {
  const files: Record<string, string> = {};
  const packages: Record<string, string> = {};
  const waiting = [entry];
  for (const file of waiting) {
    const content = await readFile(file);
    files[file] = hashBytes(content).sha256;
    for (const specifier of specifiersOf(file, content.toString('utf8'))) {
      const found = locate(specifier, file);
      if (found === undefined) continue;
      const { name, version } = isLocal(specifier, found) ? {} : (packageOf(found) ?? {});
      if (name !== undefined) packages[name] = version ?? 'without a version';
      // Of tfjs and of ourselves the version says all, and a run records it.
      if (!/^@(tensorflow|rectified)\//.test(name ?? '') && !waiting.includes(found)) waiting.push(found);
    }
  }
  return { files, packages };
}

/** Of a package that is linked into `node_modules`, as in a workspace, the files lie elsewhere and are looked at. */
function isLocal(specifier: string, file: string): boolean {
  return !file.split(sep).includes('node_modules') && !specifier.startsWith('@rectified/');
}

/** A syntax tree, as far as it is looked at. */
interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

const modules = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];

/** What a file's text imports, and the relative paths in it; nothing of a file that is no JavaScript or TypeScript. */
function specifiersOf(file: string, text: string): Set<string> {
  const found = new Set<string>();
  if (!modules.includes(extname(file))) return found;
  const jsx = /x$/.test(extname(file)) ? (['jsx'] as const) : [];
  let program: Node;
  try {
    program = parse(text, {
      sourceType: 'unambiguous',
      errorRecovery: true,
      plugins: ['typescript', 'decorators', 'importAttributes', ...jsx],
    }).program as unknown as Node;
  } catch {
    return found; // It cannot be loaded either, which says so.
  }
  const waiting: unknown[] = [program];
  for (const node of waiting) {
    if (Array.isArray(node)) waiting.push(...node);
    else if (isNode(node)) {
      const named = specifierOf(node);
      if (named !== undefined) found.add(named);
      waiting.push(...Object.values(node).filter((value) => typeof value === 'object'));
    }
  }
  return found;
}

const isNode = (value: unknown): value is Node =>
  typeof (value as Partial<Node> | null)?.type === 'string' && value !== null;

/** The file or package that a node names. */
function specifierOf(node: Node): string | undefined {
  const text = textOf(node);
  if (text !== undefined) return /^\.{1,2}\//.test(text) ? text : undefined;
  const { source, callee, arguments: given, expression } = node as Record<string, unknown>;
  if (/^(Import|Export)/.test(node.type) && isNode(source)) return textOf(source);
  if (node.type === 'TSExternalModuleReference' && isNode(expression)) return textOf(expression);
  const calls = isNode(callee) && (callee.type === 'Import' || /^(require|resolve)$/.test(nameOf(callee)));
  const [first] = Array.isArray(given) ? given : [];
  return node.type === 'CallExpression' && calls && isNode(first) ? textOf(first) : undefined;
}

/** The text of a literal without parts that are computed. */
function textOf(node: Node): string | undefined {
  if (node.type === 'StringLiteral') return node.value as string;
  const { quasis } = node as { quasis?: { value: { cooked: string } }[] };
  return node.type === 'TemplateLiteral' && quasis?.length === 1 ? quasis[0]!.value.cooked : undefined;
}

/** `require` of `require('x')` and of `createRequire(...).require`; `resolve` of `require.resolve`. */
const nameOf = ({ name, property }: Node) => String(name ?? (property as Node | undefined)?.name ?? '');

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
