export { description as default, GCU, type GCUConfig, gcu } from './gcu.js';
