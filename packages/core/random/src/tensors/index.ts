export { randomUniform } from './random-uniform.js';
