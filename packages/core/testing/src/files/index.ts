export { smallCifar } from './small-cifar.js';
export { temporaryFolder } from './temporary-folder.js';
