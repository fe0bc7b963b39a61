import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { claimFolder, type FolderClaim } from '../src/index.js';

// A process of its own that claims folders as claim-folder.test.ts tells it, a line of JSON each, and answers with a line.
let held: FolderClaim | undefined;
const say = (answer: string) => writeSync(1, `${answer}\n`);

createInterface(process.stdin).on('line', (line) => {
  const { folder, at, release } = JSON.parse(line) as { folder?: string; at?: number; release?: boolean };
  if (release) void held?.release().then(() => say('released'));
  else if (folder === undefined) say(held!.isLost() ? 'lost' : 'still held');
  else {
    while (at !== undefined && Date.now() < at); // All at once.
    claimFolder(folder).then(
      (claim) => {
        if (claim.rival === undefined) held = claim;
        say(claim.rival === undefined ? 'held' : "another's");
      },
      (error: Error) => say(error.message),
    );
  }
});
say('ready');
