export { main, type Surroundings } from './main.js';
export { run } from './run.js';
