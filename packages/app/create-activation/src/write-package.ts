import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ActivationNames } from './activation-names.js';

const templates = fileURLToPath(new URL('../template', import.meta.url));

/** What a package is made of. */
export interface PackageParts {
  readonly names: ActivationNames;
  /** What goes with it: `alone`, or in the `workspace` of Rectified. */
  readonly template: 'alone' | 'workspace';
  readonly manifest: object;
}

/** Writes the files of a package into a folder, which is made if it is missing. */
export async function writePackage(
  folder: string,
  { names, template, manifest }: PackageParts,
): Promise<void> {
  for (const part of ['common', template]) await fill(folder, join(templates, part), names);
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
}

/** Copies a template with the activation's names in place of its own. */
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
    // npm would leave a file of this name out of the package.
    const target = join(folder, renamed(relative(template, source)).replace(/^gitignore$/, '.gitignore'));
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, renamed(await readFile(source, 'utf8')));
  }
}
