import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');
const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

it.each(['an activation', 'an image'])('CONTRIBUTING lists and counts the files for %s', (what) => {
  const [, section = ''] = contributing.split(`## The walk of ${what}\n`);
  const [walk = ''] = section.split('\n## ');
  const files = [...walk.matchAll(/^\| ([a-z-]+\/[a-z-]+) +\| `([^`]+)`/gm)].map(([, folder, file]) =>
    join('packages', folder!, 'src', file!),
  );
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  expect(new Set(files).size).toBe(files.length);
  expect(`${files.length} files`).toBe(/\d+ files/.exec(walk)?.[0]);
});
