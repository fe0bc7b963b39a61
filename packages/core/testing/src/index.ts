export { closeTo, type Tolerance } from './close-to.js';
