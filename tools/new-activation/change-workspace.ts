import { existsSync } from 'node:fs';
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, relative } from 'node:path';
import { InputError, isInputError } from '@rectified/errors';
import {
  type CommandError,
  claimFolder,
  type FolderClaim,
  fileError,
  holdSignals,
  makeFolder,
  runCommand,
  withTemporary,
} from '@rectified/system';
import { checkWorkspace } from './check-workspace.js';

const biome = createRequire(import.meta.url).resolve('@biomejs/biome/bin/biome');

/**
 * Changes files of a workspace, all of them or none. `prepare` writes them into an empty folder, under their paths in the workspace. They
 * are formatted there and then moved to the workspace, the folder `last` as a whole and after all others. If a move fails, those before it
 * are undone. Returns the paths of the files that differ from before, without those in `last`. Throws an `InputError` if the folder is not a
 * workspace, if the file system refuses, or if another process is changing the workspace: neither would know of the other's change. If the process is killed in between, there is no folder
 * `last`, so the same change can be repeated, which completes it. By Ctrl-C and the like, nothing is changed and nothing left behind.
 */
export function changeWorkspace(
  workspace: string,
  prepare: (staged: string) => Promise<void>,
  last?: string,
): Promise<string[]> {
  return holdSignals(async (stop) => {
    let claim: FolderClaim | undefined;
    try {
      checkWorkspace(workspace);
      claim = await claimWorkspace(workspace);
      return await withTemporary(workspace, async (staged) => {
        await prepare(staged);
        await format(workspace, staged, stop);
        return await move(staged, workspace, last);
      });
    } catch (error) {
      // The name of the temporary folder would not help.
      throw isInputError(error) ? error : fileError(Object.assign(error as Error, { path: workspace }));
    } finally {
      await claim?.remove();
    }
  });
}

async function claimWorkspace(workspace: string): Promise<FolderClaim> {
  const folder = join(workspace, '.changing');
  await makeFolder(folder);
  const claim = await claimFolder(folder);
  if (claim.rival === undefined) return claim;
  throw new InputError({
    what: `process ${claim.rival.pid} is changing this workspace`,
    file: workspace,
    remedy: 'Try again when it has finished',
  });
}

async function format(workspace: string, staged: string, stop: AbortSignal): Promise<void> {
  // Without version control, since a copy of the workspace may have no .gitignore.
  await runCommand(process.execPath, [biome, 'check', '--vcs-enabled=false', '--write', staged], {
    cwd: workspace,
    signal: stop,
  }).catch((cause: CommandError) => {
    stop.throwIfAborted();
    throw new InputError({
      what: 'the changed files cannot be formatted',
      file: workspace,
      expected: 'files that `npm run lint` accepts',
      got: cause.output.match(/^\s*× .*/m)?.[0].trim() ?? cause.message,
      cause,
    });
  });
}

async function move(staged: string, workspace: string, last?: string): Promise<string[]> {
  const files = (await readdir(staged, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(staged, join(entry.parentPath, entry.name)))
    .filter((file) => last === undefined || !file.startsWith(join(last, '/')));
  const moved: string[] = [];
  const undo: (() => Promise<void>)[] = [];
  try {
    for (const file of files) {
      const target = join(workspace, file);
      const before = existsSync(target) ? await readFile(target, 'utf8') : undefined;
      if (before === (await readFile(join(staged, file), 'utf8'))) continue;
      await place(join(staged, file), target);
      moved.push(file);
      undo.unshift(() => (before === undefined ? rm(target) : writeFile(target, before)));
    }
    if (last !== undefined) await place(join(staged, last), join(workspace, last));
    return moved;
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
