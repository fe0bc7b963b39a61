export { checkPaper } from './check-paper.js';
export { closeTo, type Tolerance } from './close-to.js';
export { unrefusedCalls } from './unrefused-calls.js';
