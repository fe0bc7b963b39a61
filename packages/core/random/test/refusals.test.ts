import { unrefusedCalls } from '@rectified/testing';
import { expect, it } from 'vitest';
import * as api from '../src/index.js';
import * as tensors from '../src/tensors/index.js';

it.each(Object.entries({ api, tensors }))(
  'refuses meaningless arguments with a clear error: %s',
  async (_, module) => {
    expect(await unrefusedCalls(module)).toEqual([]);
  },
);
