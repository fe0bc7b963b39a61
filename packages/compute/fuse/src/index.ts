export type { ModelPlan, PlanStep } from './describe-plan.js';
export { type ApplyOptions, type FusedModel, fuse } from './fuse.js';
