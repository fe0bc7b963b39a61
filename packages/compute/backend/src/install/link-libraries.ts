import { existsSync, readlinkSync } from 'node:fs';
import { readdir, readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { withTemporary } from '@rectified/system';
import { TENSORFLOW_LIBRARIES } from './tensorflow-libraries.js';

/**
 * Makes the links by which libraries are found, where they are missing or lead elsewhere: TensorFlow's short names, for
 * the linker; and those of NVIDIA's libraries that lie in none of the folders that TensorFlow searches, which its framework
 * library names, put into one that it does. Without libcusolver, which is one of them, it uses no GPU.
 */
export async function linkLibraries(tensorflow: string): Promise<void> {
  for (const { file, short } of TENSORFLOW_LIBRARIES) await link(join(tensorflow, 'lib'), short, file);
  const nvidia = join(tensorflow, 'nvidia');
  const searched = join(nvidia, 'cublas', 'lib');
  if (!existsSync(searched)) return;
  const framework = await readFile(join(tensorflow, 'lib', TENSORFLOW_LIBRARIES[1]!.file));
  for (const part of await readdir(nvidia)) {
    const folder = join(nvidia, part, 'lib');
    if (part === 'cublas' || !existsSync(folder) || framework.includes(`$ORIGIN/../nvidia/${part}/lib`))
      continue;
    for (const name of await readdir(folder))
      if (name.includes('.so')) await link(searched, name, `../../${part}/lib/${name}`);
  }
}

async function link(folder: string, name: string, target: string): Promise<void> {
  const path = join(folder, name);
  if (linkTarget(path) === target) return;
  await withTemporary(folder, async (temporary) => {
    const made = join(temporary, 'link');
    await symlink(target, made);
    await rename(made, path);
  });
}

/** Where a link leads; `undefined` for what is none. */
export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
