export { description as default } from './description.js';
export { type NdsbNetOptions, ndsbNet } from './ndsb-net.js';
