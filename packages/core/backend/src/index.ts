export { type BackendChoice, type BackendName, chooseBackend } from './choose-backend.js';
export { loadBackends } from './load-backends.js';
