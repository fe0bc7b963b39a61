import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type Claim, claimRun } from '../src/index.js';

// A process of its own that claims runs as claim-run.test.ts tells it, a line of JSON each, and answers with a line.
let claim: Claim | undefined;
const say = (answer: string) => writeSync(1, `${answer}\n`);

createInterface(process.stdin).on('line', (line) => {
  const { folder, at, release } = JSON.parse(line) as { folder?: string; at?: number; release?: boolean };
  if (release) void claim?.release().then(() => say('released'));
  else if (folder === undefined) checkClaim();
  else {
    while (at !== undefined && Date.now() < at); // All at once.
    claimRun(folder).then(
      (made) => {
        claim = made;
        say('held');
      },
      (error: Error) => say(error.message),
    );
  }
});

function checkClaim(): void {
  try {
    claim!.check();
    say('still held');
  } catch (error) {
    say((error as Error).message);
  }
}
say('ready');
