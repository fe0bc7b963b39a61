import { completeConfig } from '../complete-config.js';
import type { AnyFormula, Parameter } from '../formula-description.js';
import { functionOf, parametersIn } from '../function-of.js';
import { findTies } from './find-ties.js';

/** Possible kinks of a formula: the ties of its comparisons, for initial values of its parameters. */
export function kinksOf(definition: AnyFormula, config: object | undefined): number[] {
  const complete = completeConfig(definition, { ...config });
  const parameters = definition.parameters as Record<string, Parameter<typeof complete>>;
  const first = parametersIn(definition, complete).map((name) => {
    const { initial } = parameters[name]!;
    return [name, typeof initial === 'function' ? initial(complete) : initial];
  });
  const noise = Object.keys(definition.noise ?? {}).map((name) => [name, 0.5]);
  const values = { ...(complete as Record<string, number>), ...Object.fromEntries([...first, ...noise]) };
  const ties = [true, false].flatMap((training) => {
    const { value, derivatives } = functionOf(definition, complete, { training });
    return findTies([value, derivatives.input], values);
  });
  return [...new Set(ties)];
}
