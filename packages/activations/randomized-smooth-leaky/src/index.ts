export {
  description as default,
  RandomizedSmoothLeaky,
  type RandomizedSmoothLeakyConfig,
  randomizedSmoothLeaky,
} from './randomized-smooth-leaky.js';
