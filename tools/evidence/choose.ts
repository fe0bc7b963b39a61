import { writeFileSync } from 'node:fs';
import { chooseSettings, readTried, triedTable } from './choose-settings.js';

// tsx tools/evidence/choose.ts TABLE.md PILOT...: writes down what was tried, and prints the batch and the rate to take.
const [table, ...pilots] = process.argv.slice(2);
const tried = await Promise.all(pilots.map(readTried));
const chosen = chooseSettings(tried);
writeFileSync(table!, `${triedTable(tried, chosen)}\n`);
console.log(chosen.batch, chosen.rate);
