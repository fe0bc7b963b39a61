import { Tinypool } from 'tinypool';
import { tsImport } from 'tsx/esm/api';

// Runs the sources directly, in the tests of this workspace: worker threads of Node 20 have no TypeScript loader.
const worker = await tsImport('./index.ts', import.meta.url);

/** The sources come with another copy of tinypool, whose `move` this thread's copy does not know. */
export const makeViews = (job) => Tinypool.move(worker.makeViews(job)[Tinypool.valueSymbol]);

export const whiten = async (job) => {
  const made = await worker.whiten(job);
  const moved = made?.[Tinypool.valueSymbol];
  return moved === undefined ? made : Tinypool.move(moved);
};
