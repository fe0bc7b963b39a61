export { checkPaper } from './check-paper.js';
export { closeTo, type Tolerance } from './close-to.js';
export { faultsOf } from './faults-of.js';
export { inScratchFolder } from './in-scratch-folder.js';
export { rowsOf } from './rows-of.js';
export { unrefusedCalls } from './unrefused-calls.js';
