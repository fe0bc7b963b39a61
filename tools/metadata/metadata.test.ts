import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { globSync } from 'tinyglobby';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const read = (folder: string) => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
const folders = globSync('packages/*/*/package.json', { cwd: root, absolute: true }).map((file) =>
  resolve(file, '..'),
);

describe.each(folders.map((folder) => relative(root, folder)))('%s', (directory) => {
  const manifest = read(join(root, directory));

  it('has the same repository as the root', () => {
    const { repository, homepage, bugs } = read(root);
    expect(manifest.repository).toEqual({ ...repository, directory });
    expect(manifest.homepage).toBe(`${homepage}/tree/main/${directory}#readme`);
    expect(manifest.bugs).toEqual(bugs);
  });

  it('has keywords, license and changelog', () => {
    expect(manifest.keywords).toContain('rectified');
    expect(manifest.keywords.length).toBeGreaterThan(3);
    expect(new Set(manifest.keywords).size).toBe(manifest.keywords.length);
    expect(manifest.license).toBe('Apache-2.0');
    expect(manifest.files).toContain('CHANGELOG.md');
  });

  it('tells bundlers whether importing it has side effects', () => {
    const { sideEffects, exports } = manifest;
    // A module with side effects has a statement at top level: it registers a class (as `described` does) or sets a handler. A kernel
    // that only the module's own functions use does not count: only they need it.
    const statement =
      /^(?:export const description = described\(|[a-z][\w.]*\(|for |while |if \((?!!tf\.getKernel\()|import '|Object\.)/m;
    const acting = globSync('src/**/*.ts', { cwd: join(root, directory) })
      .filter((file) => {
        const text = readFileSync(join(root, directory, file), 'utf8');
        return statement.test(text.replace(/`[^`]*`/g, '')); // A template may contain shell commands.
      })
      .filter((file) => !file.startsWith('src/testing/'));
    const listed: string[] = sideEffects === false ? [] : sideEffects;
    // The package of all activations registers nothing itself, but its users need the layers of the others.
    if (sideEffects === true) expect(acting.length > 0 || directory.endsWith('/all')).toBe(true);
    else for (const file of acting) expect(listed).toContain(`./${file}`);
    if (sideEffects !== true)
      for (const file of listed) expect(JSON.stringify({ exports, bin: manifest.bin })).toContain(file);
  });
});

it('has the address of the root in its citation (npm run metadata)', () => {
  const citation = readFileSync(join(root, 'CITATION.cff'), 'utf8');
  expect(citation.match(/^(repository-code|url): .*$/gm)).toEqual([
    `repository-code: ${read(root).homepage}`,
    `url: ${read(root).homepage}`,
  ]);
});

it('is not released without a real address', async () => {
  const script = join(root, 'tools/metadata/metadata.js');
  const release = run(process.execPath, [script, '--for-release']);
  const { homepage } = read(root);
  if (new URL(homepage).hostname.endsWith('.invalid'))
    await expect(release).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(homepage) });
  else await release;
  expect(read(root).scripts.release).toMatch(/^npm run metadata -- --for-release && /);
});

it.each([['git@host:rectified.git'], ['rectified'], ['']])('refuses the address "%s"', async (address) => {
  const args = [join(root, 'tools/metadata/metadata.js'), '--repository', address];
  await expect(run(process.execPath, args)).rejects.toMatchObject({
    code: 2,
    stderr: `repository: expected an https:// address, got "${address}"\n`,
  });
});
