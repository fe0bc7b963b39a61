import { existsSync, readlinkSync } from 'node:fs';
import { readdir, readFile, rename, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { withTemporary } from '@rectified/system';
import { TENSORFLOW_LIBRARIES } from './tensorflow-libraries.js';

/**
 * Makes the links through which libraries are found, if they are missing or wrong: TensorFlow's short names, for
 * the linker; and NVIDIA libraries that TensorFlow's framework library names but that are in none of the folders it searches,
 * linked into one that it does. Without libcusolver, which is one of them, it uses no GPU.
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

/** The target of a link; `undefined` if it is not a link. */
export function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}
