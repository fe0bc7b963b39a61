import { loadBackends } from '@rectified/backend';
import { beforeAll, describe, expect, it } from 'vitest';
import { train } from '../src/browser.js';
import * as node from '../src/index.js';
import { finish, shortOptions, small, tf, timeless, weightsOf } from './small.js';

const [backend] = await loadBackends();
const options = shortOptions();

beforeAll(() => tf.setBackend(backend!));

describe("a browser's train", () => {
  it("ends with the weights of Node's", async () => {
    const [here, there] = [small(), small()];
    const { yields, result } = await finish(train(here, options));
    const expected = await finish(node.train(there, options));
    expect(weightsOf(here)).toEqual(weightsOf(there));
    expect(yields.map(timeless)).toEqual(expected.yields.map(timeless));
    expect(result).toMatchObject({ status: 'finished', peakMemory: 0 });
  });

  it('refuses a folder', async () => {
    await expect(finish(train(small(), { ...options, folder: 'runs/a' }))).rejects.toThrow(
      /a folder for the run on a platform without files/,
    );
  });
});
