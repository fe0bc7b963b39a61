export { cifar10Classes, cifar100CoarseClasses, cifar100FineClasses } from '../class-names.js';
export {
  type BytesSource,
  type ReadCifar100Options,
  type ReadCifarOptions,
  readCifar10,
  readCifar100,
} from '../read-cifar.js';
