export * from './bytes/index.js';
export { cifar10 } from './cifar10.js';
export { cifar100, cifar100Coarse } from './cifar100.js';
export { fetchCifar10 } from './fetch-cifar10.js';
export { fetchCifar100 } from './fetch-cifar100.js';
export { openCifar10 } from './open-cifar10.js';
export { type Cifar100Options, openCifar100 } from './open-cifar100.js';
export type { OpenCifarOptions } from './open-format.js';
