import { existsSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Activation, isRectifying } from '@rectified/activation';
import { InputError, nearest } from '@rectified/errors';
import type { layers } from '@tensorflow/tfjs-layers';
import { createJiti } from 'jiti';
import { watchForeignCode } from './foreign-code.js';
import { holdToShape } from './hold-to-shape.js';
import { importActivation, jitiOptions } from './import-activation.js';
import { tryOut } from './trial.js';

/** An activation with its variant chosen. */
export interface Arm {
  /** As it was asked for: `leaky-relu:100`. */
  readonly activation: string;
  /** For tables and legends: `Leaky ReLU, a = 100`. */
  readonly title: string;
  readonly description: Activation;
  /** Absolute path of the module of a local file or npm package; absent for Rectified's own. */
  readonly file?: string;
  /** Makes one layer; architectures call it once for every place. */
  layer(): layers.Layer;
}

export interface LoadOptions {
  /** Where files and packages are looked for. Default: the current one. */
  readonly directory?: string;
  /** What a file or package has to load and to compute a few numbers. Default: 60. */
  readonly seconds?: number;
  /** Ends the trial by throwing its reason. */
  readonly signal?: AbortSignal;
  /** Whoever asks has tried the file or package. Default: false. */
  readonly tried?: boolean;
}

/**
 * The activation named by `spec`: one of Rectified's own (`rrelu`), an npm package seen from the current
 * directory (`@someone/mish`), or a file or folder (`./mine.ts`, `./mish`), each with a variant if it has
 * some (`leaky-relu:100`). A package or file offers an activation by its default export, an `Activation`
 * of `@rectified/activation`. Before it is loaded it is tried in a process of its own; one that misbehaves there (throws,
 * ends the process, never loads, has no layer of tfjs, changes the shape, keeps tensors, ...) is an `InputError` that names
 * its file. Later it can neither end the process nor write to stdout.
 *
 * @example
 * const arm = await loadActivation('leaky-relu:100');
 * arm.title; // => "Leaky ReLU, a = 100"
 */
export async function loadActivation(
  spec: string,
  { directory = process.cwd(), seconds = 60, signal, tried = false }: LoadOptions = {},
): Promise<Arm> {
  const [, name = spec, variantName] = /^(.{2,}):([^:/\\]+)$/.exec(spec) ?? [];
  const { description, file } = await find(name, variantName, { directory, seconds, signal, tried });
  const made = (layer: layers.Layer) =>
    file === undefined || isRectifying(layer) ? layer : holdToShape(layer, file);
  const variants = description.variants ?? {};
  if (variantName === undefined)
    return {
      activation: spec,
      title: description.title,
      description,
      file,
      layer: () => made(new description.layer()),
    };
  const variant = Object.hasOwn(variants, variantName) ? variants[variantName] : undefined;
  if (variant === undefined) {
    const known = Object.keys(variants).map((key) => `${name}:${key}`);
    throw new InputError({
      what: `unknown variant "${variantName}" of ${name}`,
      expected: new Intl.ListFormat('en', { type: 'disjunction' }).format([name, ...known]),
      remedy: known.length === 0 ? `${name} has no variants` : undefined,
    });
  }
  return {
    activation: spec,
    title: variant.title,
    description,
    file,
    layer: () => made(new description.layer(variant.config)),
  };
}

const isPath = (name: string) => /^(\.{1,2}$|\.{0,2}[/\\]|[A-Za-z]:[/\\])/.test(name);

/** The path in what {@link loadActivation} takes (`./mine.ts` of `./mine.ts:2`); undefined for names and packages. */
export function activationPath(spec: string): string | undefined {
  const [, name = spec] = /^(.{2,}):([^:/\\]+)$/.exec(spec) ?? [];
  return isPath(name) ? name : undefined;
}

async function find(
  name: string,
  variant: string | undefined,
  { directory, seconds, signal, tried }: LoadOptions & Required<Omit<LoadOptions, 'signal'>>,
): Promise<{ description: Activation; file?: string }> {
  const { activations } = await import('@rectified/activations');
  const builtIn = Object.values<Activation>(activations).find((activation) => activation.name === name);
  if (builtIn !== undefined) return { description: builtIn };
  const file = isPath(name) ? fileOf(name, directory) : resolvePackage(name, directory);
  if (file !== undefined) {
    if (!tried) await tryOut({ file, name, variant }, { seconds, signal });
    watchForeignCode(file);
    return { description: await importActivation(file, name), file };
  }
  const known = Object.values<Activation>(activations).map((activation) => activation.name);
  const near = nearest(name, known);
  throw name.includes('/')
    ? new InputError({
        what: `the package ${name} is not installed`,
        expected: `a package that ${directory} can import`,
        remedy: `install it: npm install ${name}`,
      })
    : new InputError({
        what: `unknown activation "${name}"`,
        expected: `${known.join(', ')}, an installed npm package, or a file such as ./mine.ts`,
        remedy: near && `Did you mean "${near}"?`,
      });
}

/** A folder stands for its package's entry point or, where that is not built yet, for its `src/index.ts`. */
function fileOf(name: string, directory: string): string {
  const path = resolve(directory, name);
  if (!existsSync(path))
    throw new InputError({
      what: 'no such file',
      file: path,
      expected: 'a module that exports an activation',
    });
  const found = statSync(path);
  if (found.isFile()) return path;
  if (!found.isDirectory())
    // a pipe, or a device without end: importing it would never return
    throw new InputError({ what: 'not a file', file: path, expected: 'a module that exports an activation' });
  try {
    return createRequire(join(path, 'package.json')).resolve(path);
  } catch (cause) {
    const source = join(path, 'src', 'index.ts');
    if (existsSync(source)) return source;
    throw new InputError({
      what: 'a folder without an entry point',
      file: path,
      expected: 'a package',
      cause,
    });
  }
}

function resolvePackage(name: string, directory: string): string | undefined {
  const url = createJiti(join(directory, 'package.json'), jitiOptions).esmResolve(name, { try: true });
  return url?.startsWith('file:') ? fileURLToPath(url) : undefined;
}
