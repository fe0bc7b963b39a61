export { type SyntheticNdsbOptions, writeSyntheticNdsb } from './write-synthetic-ndsb.js';
