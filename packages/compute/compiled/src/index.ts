export {
  type CompiledSteps,
  type CompileOptions,
  compileSteps,
  type StepFunction,
  type StepInput,
  type StepsCall,
  type StepVariable,
} from './compile-steps.js';
export type { NoiseSource } from './noise-sites.js';
export type { Table } from './table.js';
