import type { ListedActivation } from '@rectified/experiments';

/** What an activation computes, line by line; nothing if it has no formula. */
export function describeFormula({
  formula,
  inference,
  derivative,
}: Pick<ListedActivation, 'formula' | 'inference' | 'derivative'>): string[] {
  return [
    ...(formula === undefined ? [] : [`y = ${formula}`]),
    ...(inference === undefined ? [] : [`in inference: y = ${inference}`]),
    ...(derivative === undefined ? [] : [`dy/dx := ${derivative}`]),
  ];
}
