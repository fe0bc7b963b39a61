import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * How to call this program from the current folder: `rectified` if it is on the user's path, `npx rectified` in a
 * project that has it, `npx @rectified/cli` anywhere else. (There, `npx rectified` would ask for a package of that name.)
 */
export function calledAs({
  environment = process.env,
  folder = process.cwd(),
}: {
  environment?: NodeJS.ProcessEnv;
  folder?: string;
} = {}): string {
  const path = (environment.PATH ?? environment.Path ?? '').split(delimiter);
  // npm adds folders to the path of what it runs, which the user's own shell doesn't have.
  const own = path.filter(
    (part) => part !== '' && !/[\\/](node_modules[\\/]|_npx[\\/]|node-gyp-bin$)/.test(part),
  );
  if (own.some(has)) return 'rectified';
  for (let at = folder; ; at = dirname(at)) {
    if (has(join(at, 'node_modules', '.bin'))) return 'npx rectified';
    if (at === dirname(at)) return 'npx @rectified/cli';
  }
}

function has(folder: string): boolean {
  return ['rectified', 'rectified.cmd'].some((name) => existsSync(join(folder, name)));
}
