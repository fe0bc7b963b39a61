import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The block of this name (```ts resnet.ts) in the README of a core package. */
export function readmeBlock(name: string, ofPackage: string): string {
  const readme = readFileSync(join(import.meta.dirname, '../../../core', ofPackage, 'README.md'), 'utf8');
  const [, before = ''] = readme.split(`\`\`\`ts ${name}\n`);
  return before.slice(0, before.indexOf('```'));
}
