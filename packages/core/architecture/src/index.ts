export type { Architecture, BuildOptions, Publication } from './architecture.js';
export type { ArchitectureOptions } from './architecture-options.js';
export { buildNetwork, type NetworkOptions } from './build-network.js';
export { checkArchitectureOptions } from './check-architecture-options.js';
export {
  averagePoolEdgeOption,
  commonOptions,
  dropoutOption,
  initializationOption,
  widthOption,
} from './common-options.js';
export { type Head, heads, withHead } from './with-head.js';
