import { resolve } from 'node:path';
import { writeDocs } from './write-docs.ts';

/** `npm run docs`: writes the pages that are generated from measurements. */
for (const file of await writeDocs(resolve(import.meta.dirname, '../..'))) console.log(`written: ${file}`);
