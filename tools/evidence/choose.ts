import { writeFileSync } from 'node:fs';
import { chooseSettings, readTried, triedTable } from './choose-settings.js';

// tsx tools/evidence/choose.ts TABLE.md PILOT...: writes a table of all settings, and prints the chosen batch and rate.
const [table, ...pilots] = process.argv.slice(2);
const tried = await Promise.all(pilots.map(readTried));
const chosen = chooseSettings(tried);
writeFileSync(table!, `${triedTable(tried, chosen)}\n`);
console.log(chosen.batch, chosen.rate);
