export * from './everywhere.js';
export { fingerprintOf } from './fingerprint-of.js';
export { loadModel } from './load-model.js';
export { train } from './train.js';
