import { readFileSync, writeFileSync } from 'node:fs';

/**
 * `npm run lock`: adds to package-lock.json the optional packages of other platforms that the registry in use does
 * not serve. npm leaves them out, and then `npm ci` refuses the lock file, on every machine. They get no integrity,
 * since there was nothing to hash; npm never fetches them on a platform that is not theirs.
 */
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

const entries = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(entries);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? 'package-lock.json is complete' : `added ${added.join(', ')}`);

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
