import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { checkFit } from '../src/check-fit.js';
import { importCode } from '../src/import-code.js';
import { loadActivation } from '../src/load-activation.js';
import { readmeBlock } from './readme-block.js';

const directory = mkdtempSync(join(tmpdir(), 'check-fit-'));
afterAll(() => rmSync(directory, { recursive: true }));

it("says before anything is trained which activation somebody's own network cannot be built with", async () => {
  const file = join(directory, 'resnet.ts');
  writeFileSync(file, readmeBlock('resnet.ts', 'architecture'));
  const description = await importCode('architecture', file, file);
  const [swish, maxout] = [await loadActivation('swish'), await loadActivation('maxout')];
  await checkFit({ description, file }, [swish]);
  await expect(checkFit({ description, file }, [swish, maxout])).rejects.toThrow(
    /resnet\.ts: cannot be built with Maxout, which changes the number of channels: expected .*channelsBefore.*, got Error: /,
  );
  await checkFit({ description }, [maxout]);
});
