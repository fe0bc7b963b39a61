import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serveRegistry } from './registry.js';
import { packAll } from './workspace.js';

/** `npm run registry`: serves every package as it would be published, to somebody who tries them in a folder of their own. */
const scratch = await mkdtemp(join(tmpdir(), 'rectified-registry-'));
try {
  const packed = await packAll(scratch);
  const registry = await serveRegistry(packed);
  console.log(`${packed.length} packages, until Ctrl-C. In an empty folder:

  printf '%s\\n' @rectified:registry=${registry.url} "cache=$PWD/npm-cache" > npmrc
  export npm_config_userconfig=$PWD/npmrc
  npm create @rectified/activation

The cache must be a new one: npx would run what an earlier call has kept there under the same version`);
} finally {
  // The registry has read them.
  await rm(scratch, { recursive: true });
}
