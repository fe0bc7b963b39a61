export type { CompileOptions, StepFunction, StepInput, StepVariable } from './compile-options.js';
export { type CompiledSteps, compileSteps, type StepsCall } from './compile-steps.js';
export { type InferenceOptions, inferenceModel } from './inference-model.js';
export type { NoiseSource } from './noise-sites.js';
export type { ProductType } from './products.js';
export type { Table } from './table.js';
