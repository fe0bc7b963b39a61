export type { Golden } from './check-golden.js';
export { type Apply, computeOperation, errorOf, type OperationError } from './check-operation.js';
export { checkRandomness } from './check-randomness.js';
export { usualValues, type Values } from './check-values.js';
export { type Check, type CheckOptions, conformanceChecks } from './conformance-checks.js';
export { type OperationCase, operationCases } from './operation-cases.js';
export { reload } from './reload.js';
export { type ConformanceOptions, testActivation } from './test-activation.js';
export { type OperationsOptions, testOperations } from './test-operations.js';
