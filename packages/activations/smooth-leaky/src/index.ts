export { description as default, SmoothLeaky, type SmoothLeakyConfig, smoothLeaky } from './smooth-leaky.js';
