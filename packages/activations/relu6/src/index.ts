export { description as default, ReLU6, type ReLU6Config, relu6 } from './relu6.js';
