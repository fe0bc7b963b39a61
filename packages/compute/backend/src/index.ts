export type { BackendName } from './backend-name.js';
export { type BackendChoice, chooseBackend } from './choose-backend.js';
export type { Kernels, Precision } from './computing.js';
export { type BackendReport, inspectBackends } from './inspect-backends.js';
export type { MissingTool } from './install/find-tools.js';
export type { InstallProgress } from './install/install-progress.js';
export { type Installation, type InstallOptions, installTensorFlow } from './install/install-tensorflow.js';
export { loadBackends } from './load-backends.js';
export { type InstalledPart, verifyInstallation } from './verify-installation.js';
