import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `usage: npm run metadata -- [--repository URL] [--for-release]

Every published package says where it comes from: repository, homepage, bugs. The root's package.json holds the address,
and this writes it into the packages and into CITATION.cff.

    npm run metadata -- --repository https://HOST/OWNER/rectified    the address changes, everywhere
    npm run metadata                                                 the packages agree with the root again
    npm run metadata -- --for-release                                an error while there is no real address`;

const workspace = resolve(import.meta.dirname, '../..');

/** Folders of the published packages, absolute. */
export function packageFolders(root = workspace) {
  const packages = join(root, 'packages');
  return readdirSync(packages)
    .flatMap((group) => readdirSync(join(packages, group)).map((name) => join(packages, group, name)))
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .sort();
}

export function readManifest(folder) {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
}

/**
 * The manifest of the package in `directory` (`packages/core/random`) with the address of the root's. The root has
 * `repository`, `homepage` and `bugs`; a package names its own folder in the first two.
 */
export function withMetadata(manifest, directory, root = workspace) {
  const { repository, homepage, bugs } = readManifest(root);
  const {
    name,
    version,
    description,
    keywords,
    license,
    repository: _,
    homepage: __,
    bugs: ___,
    ...rest
  } = manifest;
  return {
    name,
    version,
    description,
    keywords,
    license,
    homepage: `${homepage}/tree/main/${directory}#readme`,
    repository: { ...repository, directory },
    bugs,
    ...rest,
  };
}

/** Whether the address is the placeholder of a reserved domain (RFC 2606), which nobody can own. */
function isPlaceholder() {
  return new URL(readManifest(workspace).homepage).hostname.endsWith('.invalid');
}

function main() {
  const options = {
    repository: { type: 'string' },
    'for-release': { type: 'boolean' },
    help: { type: 'boolean' },
  };
  const { values } = parseArgs({ options });
  if (values.help) return console.log(usage);
  if (values.repository !== undefined) setAddress(values.repository);
  for (const folder of packageFolders()) {
    const directory = relative(workspace, folder).split(sep).join('/');
    write(folder, withMetadata(readManifest(folder), directory));
  }
  writeCitation();
  if (values['for-release'] && isPlaceholder())
    throw new Error(
      `package.json: ${readManifest(workspace).homepage} is no address. Set it: npm run metadata -- --repository https://HOST/OWNER/rectified`,
    );
}

function setAddress(address) {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol !== 'https:')
    throw new Error(`repository: expected an https:// address, got "${address}"`);
  const homepage = url.href.replace(/(\.git|\/)+$/, '');
  const { name, private: isPrivate, license, ...rest } = readManifest(workspace);
  write(workspace, {
    ...{ name, private: isPrivate, license },
    ...rest,
    homepage,
    repository: { type: 'git', url: `git+${homepage}.git` },
    bugs: { url: `${homepage}/issues` },
  });
}

function writeCitation() {
  const file = join(workspace, 'CITATION.cff');
  const { homepage } = readManifest(workspace);
  const text = readFileSync(file, 'utf8').replace(/^(repository-code|url): .*$/gm, `$1: ${homepage}`);
  writeFileSync(file, text);
}

function write(folder, manifest) {
  const file = join(folder, 'package.json');
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  if (text !== readFileSync(file, 'utf8')) writeFileSync(file, text);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  try {
    main();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
