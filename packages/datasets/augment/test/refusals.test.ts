import { unrefusedCalls } from '@rectified/testing';
import { expect, it } from 'vitest';
import * as api from '../src/index.js';
import * as workers from '../src/workers/index.js';

it.each(Object.entries({ api, workers }))(
  'refuses what nobody means, with an error that says so: %s',
  async (_, module) => {
    expect(await unrefusedCalls(module)).toEqual([]);
  },
);
