import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { root } from './workspace.js';

const exec = promisify(execFile);

/** A reader with an empty folder, Node and npm, and nothing from this repository except what its registry serves. */
export interface Reader {
  readonly folder: string;
  /** Runs a command and returns its standard output; an error contains everything that it printed. */
  run(command: string, args: readonly string[], env?: Record<string, string>): Promise<string>;
}

/**
 * Creates the folder, empty except for npm's settings with the registry of our packages. There is nothing above it that Node
 * or npm would find.
 */
export function newReader(folder: string, registry: string, cache: string): Reader {
  for (let above = dirname(folder); above !== dirname(above); above = dirname(above))
    for (const name of ['node_modules', 'package.json'])
      if (existsSync(join(above, name)))
        throw new Error(`${join(above, name)} would be found from ${folder}: set TMPDIR to another folder`);
  mkdirSync(folder, { recursive: true });
  const settings = [
    `@rectified:registry=${registry}`,
    `cache=${cache}`,
    ...['prefer-offline=true', 'audit=false', 'fund=false', 'update-notifier=false', 'yes=true'],
  ];
  writeFileSync(join(folder, '.npmrc'), settings.map((line) => `${line}\n`).join(''));
  const environment = readerEnvironment();
  return {
    folder,
    async run(command, args, env = {}) {
      const options = { cwd: folder, maxBuffer: 1e8, timeout: 800_000, env: { ...environment, ...env } };
      const { stdout } = await exec(command, args as string[], options).catch(fail);
      return stdout;
    },
  };
}

/**
 * An npm cache that shares only downloads with the user's own: `npx` caches what it installed by name and version, and would run
 * what an earlier call has packed.
 */
export async function newCache(folder: string): Promise<string> {
  const { stdout } = await exec('npm', ['config', 'get', 'cache'], { cwd: root });
  const downloads = join(stdout.trim(), '_cacache');
  mkdirSync(downloads, { recursive: true });
  mkdirSync(folder, { recursive: true });
  symlinkSync(downloads, join(folder, '_cacache'));
  return folder;
}

/** The environment of this process without the variables that `npm run` has added for this repository. */
function readerEnvironment(): NodeJS.ProcessEnv {
  const settings = readFileSync(join(root, '.npmrc'), 'utf8')
    .split('\n')
    .map((line) => `npm_config_${line.split('=')[0]!.trim().replaceAll('-', '_')}`);
  const dropped = [...settings, 'npm_config_cache', 'npm_config_local_prefix', 'INIT_CWD', 'NODE_PATH'];
  const kept = Object.entries(process.env).filter(
    ([name]) => !dropped.includes(name) && !/^(npm_(package|lifecycle)_|VITEST|NODE_ENV$|TEST$)/.test(name),
  );
  const path = process.env.PATH!.split(delimiter).filter((folder) => !folder.includes('node_modules'));
  return { ...Object.fromEntries(kept), PATH: path.join(delimiter), NO_COLOR: '1' };
}

export function fail(error: unknown): never {
  const {
    message,
    stdout = '',
    stderr = '',
  } = error as { message: string; stdout?: string; stderr?: string };
  throw new Error([message, stdout, stderr].filter(Boolean).join('\n'));
}
