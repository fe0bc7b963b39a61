export { prepareWasm } from './prepare-wasm.js';
