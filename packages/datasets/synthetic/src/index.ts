export type { SyntheticOptions } from './options.js';
export { writeSyntheticCifar10 } from './write-synthetic-cifar10.js';
export { writeSyntheticCifar100 } from './write-synthetic-cifar100.js';
