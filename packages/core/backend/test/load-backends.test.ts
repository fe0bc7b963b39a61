import { expect, it } from 'vitest';
import { chooseBackend, loadBackends } from '../src/index.js';

it('loads', async () => {
  console.log(await loadBackends(), await chooseBackend());
  expect((await loadBackends()).length).toBeGreaterThan(0);
});
