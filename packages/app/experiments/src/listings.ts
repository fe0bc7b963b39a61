import { readFile } from 'node:fs/promises';
import { type Activation, type FormulaText, formulaText } from '@rectified/activation';
import type { Architecture } from '@rectified/architecture';
import { checkValue, type DescribedOptions, having } from '@rectified/errors';
import { architectures } from './architectures.js';
import { ownActivations } from './own-activations.js';
import { recipeFiles, recipes } from './read-recipe.js';

/** An option as shown in a list. */
export interface ListedOption {
  readonly name: string;
  /** `a number of at least 0 and below 1`. */
  readonly expected: string;
  readonly default?: unknown;
  readonly help: string;
}

/** What it computes is absent if it has no formula. */
export interface ListedActivation extends Pick<Activation, 'name' | 'title' | 'paper'>, Partial<FormulaText> {
  /** The variants in command-line form, `leaky-relu:100`, with their titles. */
  readonly variants: readonly { readonly name: string; readonly title: string }[];
}

export interface ListedArchitecture extends Pick<Architecture, 'name' | 'title' | 'paper' | 'published'> {
  readonly options: readonly ListedOption[];
}

/** A recipe, or its version for one pairing of dataset and network. */
export interface ListedRecipe {
  readonly name: string;
  readonly dataset?: string;
  readonly architecture?: string;
  /** The first sentence of its comment. */
  readonly about: string;
}

/** Rectified's own activations. */
export async function listActivations(): Promise<ListedActivation[]> {
  return (await ownActivations()).map(({ name, title, paper, definition, variants = {} }) => ({
    ...{ name, title, paper },
    ...(definition && formulaText(definition)),
    variants: Object.entries(variants).map(([key, variant]) => ({
      name: `${name}:${key}`,
      title: variant.title,
    })),
  }));
}

/** Rectified's own architectures. */
export async function listArchitectures(): Promise<ListedArchitecture[]> {
  return (await architectures()).map(({ name, title, paper, published, options }) => ({
    name,
    title,
    paper,
    published,
    options: listOptions(options),
  }));
}

/** Described options, for people. */
export function listOptions(options: DescribedOptions): ListedOption[] {
  checkValue('options', options, having('options by name, each { check, default?, help }'));
  return Object.entries(options).map(([name, { check, help, default: value }]) => ({
    name,
    expected: check.expected,
    ...(value !== undefined && { default: value }),
    help,
  }));
}

/** The recipes of this package, each with its pairings. */
export async function listRecipes(): Promise<ListedRecipe[]> {
  const files = recipes.flatMap((name) => recipeFiles(name).map((one) => ({ name, ...one })));
  return Promise.all(
    files.map(async ({ name, pairing, file }) => ({
      name,
      ...pairing,
      about: aboutOf(await readFile(file, 'utf8')),
    })),
  );
}

/** The first sentence of the comment at the top. */
function aboutOf(text: string): string {
  const [comment = ''] = /^(#.*\n)+/.exec(text) ?? [];
  const words = comment.replace(/^# ?/gm, '').replace(/\s+/g, ' ').trim();
  return /^.*?[^.\d][.](?= |$)/.exec(words)?.[0] ?? words;
}
