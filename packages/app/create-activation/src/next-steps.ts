/** A message after creating a package: the next steps (files and commands), each with its purpose. */
export function nextSteps(
  folder: string,
  steps: readonly (readonly [step: string, purpose: string])[],
): string {
  const width = Math.max(...steps.map(([step]) => step.length));
  const lines = steps.map(([step, purpose]) => `  ${step.padEnd(width)}  ${purpose}`);
  return [`Created ${folder}, initially the identity, y = x. Next:`, '', ...lines].join('\n');
}
