import type { Graph } from './graph-of.js';
import { Observations } from './observed.js';
import { type Plan, planOf } from './plan.js';

interface KeptPlan {
  readonly plan: Plan;
  readonly observations: Observations;
}

const plans = new WeakMap<Graph, KeptPlan>();

/**
 * The current plan of a model: the previous one if everything that was read to make it is unchanged, otherwise a new one.
 */
export function keptPlanOf(graph: Graph): Plan {
  const kept = plans.get(graph);
  if (kept !== undefined && sameGraph(kept.plan, graph) && kept.observations.hold()) return kept.plan;
  const observations = new Observations();
  const { inputs, outputs } = graph;
  const plan = planOf({ inputs: [...inputs], outputs: [...outputs] }, { observations });
  plans.set(graph, { plan, observations });
  return plan;
}

function sameGraph(one: Graph, other: Graph): boolean {
  return sameList(one.inputs, other.inputs) && sameList(one.outputs, other.outputs);
}

function sameList(one: readonly unknown[], other: readonly unknown[]): boolean {
  return one.length === other.length && one.every((value, at) => value === other[at]);
}
