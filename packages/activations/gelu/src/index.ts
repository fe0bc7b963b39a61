export { description as default, GELU, type GELUConfig, gelu } from './gelu.js';
