export { isStochastic, type NoiseKey, type Stochastic } from './noise.js';
