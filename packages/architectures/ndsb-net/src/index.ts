export { type NdsbNetOptions, ndsbNet } from './ndsb-net.js';
