import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ActivationNames } from './activation-names.js';

const templates = fileURLToPath(new URL('../template', import.meta.url));

/** The content of a package. */
export interface PackageParts {
  readonly names: ActivationNames;
  /** The variant of the template: `alone`, or in Rectified's `workspace`. */
  readonly template: 'alone' | 'workspace';
  readonly manifest: object;
}

/** Writes the files of a package to a folder, which is created if it is missing. */
export async function writePackage(
  folder: string,
  { names, template, manifest }: PackageParts,
): Promise<void> {
  for (const part of ['common', template]) await fill(folder, join(templates, part), names);
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Copies a template, replacing its names by the activation's. */
async function fill(folder: string, template: string, names: ActivationNames): Promise<void> {
  const forms: Readonly<Record<string, string>> = {
    '@rectified/my-activation': names.package,
    RectifiedMyActivation: names.className,
    'my-activation': names.activation,
    myActivation: names.op,
    MyActivation: names.layer,
    'My activation': names.title,
    'year: 2026': `year: ${new Date().getFullYear()}`,
  };
  const renamed = (text: string) =>
    text.replace(new RegExp(Object.keys(forms).join('|'), 'g'), (form) => forms[form]!);
  const files = await readdir(template, { recursive: true, withFileTypes: true });
  for (const file of files.filter((each) => each.isFile())) {
    const source = join(file.parentPath, file.name);
    // npm would not pack a file with this name.
    const target = join(folder, renamed(relative(template, source)).replace(/^gitignore$/, '.gitignore'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, renamed(await readFile(source, 'utf8')));
  }
}
