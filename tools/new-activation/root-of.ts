import { resolve } from 'node:path';

/** npm runs scripts in the workspace's root, but paths are relative to the user's folder. */
export const callersFolder = process.env.INIT_CWD ?? process.cwd();

/** The root of a workspace; default: this one. */
export function rootOf(workspace?: string): string {
  return workspace === undefined ? resolve(import.meta.dirname, '../..') : resolve(callersFolder, workspace);
}
