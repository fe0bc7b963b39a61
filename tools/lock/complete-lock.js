import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { promisify } from 'node:util';

/**
 * `npm run lock`: adds to package-lock.json the optional packages of other platforms, which npm may leave out, and then
 * `npm ci` refuses the lock file, on every machine; and gives every package that lacks it the hash of its tarball
 * (`integrity`), as the registry in use states it. Packages that it does not serve are named, and the exit code is 1.
 */
const exec = promisify(execFile);
const file = new URL('../../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = [];

for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages))
  for (const [name, range] of Object.entries(optionalDependencies)) {
    if (found(path, name)) continue;
    // These packages are published together with their parent, under one exact version.
    const version = range.replace(/^[\^~]/, '');
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(dev && { dev }),
      optional: true,
      ...platform(name),
    };
    added.push(`${name}@${version}`);
  }

const unhashed = Object.entries(lock.packages).filter(
  ([path, { link, integrity, inBundle }]) =>
    path.includes('node_modules/') && !link && !inBundle && !integrity,
);
const unknown = [];
// npm asks the registry, since it knows its address, its proxy and its password.
const workers = Array.from({ length: 4 }, async () => {
  for (let next = unhashed.pop(); next !== undefined; next = unhashed.pop()) await addIntegrity(...next);
});
await Promise.all(workers);

const entries = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(entries);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'package-lock.json is complete' : `added ${added.join(', ')}`);
if (unknown.length > 0) {
  console.error(`without integrity, since the registry does not serve them: ${unknown.sort().join(', ')}`);
  process.exitCode = 1;
}

async function addIntegrity(path, entry) {
  const { version, ...rest } = entry;
  const spec = `${entry.name ?? path.slice(path.lastIndexOf('node_modules/') + 13)}@${version}`;
  const { stdout } = await exec('npm', ['view', spec, 'dist.integrity', '--json']).catch(() => ({
    stdout: '',
  }));
  const integrity = stdout.trim() === '' ? undefined : JSON.parse(stdout);
  if (typeof integrity === 'string') lock.packages[path] = { version, integrity, ...rest };
  else unknown.push(spec);
}

/** As Node resolves: beside the package, then in every folder above. */
function found(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('node_modules') - 1))) {
    if (`${folder}${folder && '/'}node_modules/${name}` in lock.packages) return true;
    if (folder === '') return false;
  }
}

/** Read off the name: `@esbuild/linux-arm64`, `@rollup/rollup-linux-x64-musl`. */
function platform(name) {
  const words = name.replace(/^@/, '').split(/[/.-]/);
  const among = (known) => words.filter((word) => known.includes(word));
  const os = among([
    'aix',
    'android',
    'darwin',
    'freebsd',
    'linux',
    'netbsd',
    'openbsd',
    'openharmony',
    'sunos',
    'win32',
  ]);
  const cpu = among([
    'arm',
    'arm64',
    'ia32',
    'loong64',
    'mips64el',
    'ppc64',
    'riscv64',
    's390x',
    'wasm32',
    'x64',
  ]);
  const libc = words.some((word) => word.startsWith('musl'))
    ? ['musl']
    : among(['gnu']).length > 0
      ? ['glibc']
      : [];
  if (os.length + cpu.length === 0)
    throw new Error(`${name}: an optional package of no platform is missing from the lock file`);
  return {
    ...(os.length > 0 && { os }),
    ...(cpu.length > 0 && { cpu }),
    ...(libc.length > 0 && os.includes('linux') && { libc }),
  };
}
