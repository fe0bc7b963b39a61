export { type ApplyOptions, type FusedModel, fuse } from './fuse.js';
