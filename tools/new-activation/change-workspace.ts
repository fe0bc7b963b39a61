import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { InputError, isInputError } from '@rectified/errors';
import {
  type CommandError,
  claimFolder,
  type FolderClaim,
  fileError,
  runCommand,
  withTemporary,
} from '@rectified/system';

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/**
 * Changes files of a workspace, all of them or none. `prepare` writes them into an empty folder, by their paths in the workspace; there they are
 * formatted, and then each takes its place, the folder `last` as a whole and after all others. If one of them cannot, those before it get their
 * old content back. Throws an `InputError` where the file system refuses, or while another process changes the workspace: neither would know of
 * the other's change. A process that is killed in between leaves no folder `last`, so the same change can be made again, which finishes it.
 */
export async function changeWorkspace(
  workspace: string,
  prepare: (staged: string) => Promise<void>,
  last?: string,
): Promise<void> {
  let claim: FolderClaim | undefined;
  try {
    claim = await claimWorkspace(workspace);
    await withTemporary(workspace, (staged) => change(workspace, staged, prepare, last));
  } catch (error) {
    // The name of the folder for the meantime says nothing.
    throw isInputError(error) ? error : fileError(Object.assign(error as Error, { path: workspace }));
  } finally {
    await claim?.remove();
  }
}

async function claimWorkspace(workspace: string): Promise<FolderClaim> {
  const folder = join(workspace, '.changing');
  await mkdir(folder, { recursive: true });
  const claim = await claimFolder(folder);
  if (claim.rival === undefined) return claim;
  throw new InputError({
    what: `process ${claim.rival.pid} is changing this workspace`,
    file: workspace,
    remedy: 'Try again when it has finished',
  });
}

async function change(
  workspace: string,
  staged: string,
  prepare: (staged: string) => Promise<void>,
  last?: string,
): Promise<void> {
  await prepare(staged);
  // Without version control, since a copy of the workspace may have no .gitignore.
  await runCommand(process.execPath, [biome, 'check', '--vcs-enabled=false', '--write', staged], {
    cwd: workspace,
  }).catch((cause: CommandError) => {
    throw new InputError({
      what: 'what would be written is not well formed, so a file that would change is not either',
      file: workspace,
      expected: 'files that `npm run lint` accepts',
      got: cause.output.match(/^\s*× .*/m)?.[0].trim() ?? cause.message,
      cause,
    });
  });
  const files = (await readdir(staged, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(staged, join(entry.parentPath, entry.name)))
    .filter((file) => last === undefined || !file.startsWith(join(last, '/')));
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const file of files) {
      const target = join(workspace, file);
      const before = existsSync(target) ? await readFile(target, 'utf8') : undefined;
      if (before === (await readFile(join(staged, file), 'utf8'))) continue;
      await place(join(staged, file), target);
      undo.unshift(() => (before === undefined ? rm(target) : writeFile(target, before)));
    }
    if (last !== undefined) await place(join(staged, last), join(workspace, last));
  } catch (error) {
    for (const back of undo) await back();
    throw error;
  }
}

async function place(source: string, target: string): Promise<void> {
  await rename(source, target).catch((error: Error) => {
    throw fileError(Object.assign(error, { path: target }));
  });
}
