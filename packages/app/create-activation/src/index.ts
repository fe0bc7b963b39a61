export { type ActivationNames, activationNames, type NamingOptions } from './activation-names.js';
export { type AskingOptions, askForNames } from './ask-for-names.js';
export { type CommandLine, commandLine } from './command-line.js';
export { createAlone } from './create-alone.js';
export { main } from './main.js';
export { type Manifest, type ManifestParts, manifestOf } from './manifest-of.js';
export { newFolder, refuseExisting } from './new-folder.js';
export { nextSteps } from './next-steps.js';
export { type PackageParts, writePackage } from './write-package.js';
