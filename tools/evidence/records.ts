import { keepRecords, restoreRecords } from './run-records.js';

// tsx tools/evidence/records.ts keep|restore COMPARISON ARCHIVES
const [action, comparison, archives] = process.argv.slice(2);
const does = { keep: keepRecords, restore: restoreRecords }[action as string];
if (does === undefined || archives === undefined) {
  console.error('records.ts keep|restore COMPARISON ARCHIVES');
  process.exit(2);
}
for (const file of await does(comparison!, archives)) console.log(`${action}: ${file}`);
