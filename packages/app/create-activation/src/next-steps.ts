/** What was made, and what comes next: files and commands, each with what it is for. */
export function nextSteps(
  folder: string,
  steps: readonly (readonly [step: string, purpose: string])[],
): string {
  const width = Math.max(...steps.map(([step]) => step.length));
  const lines = steps.map(([step, purpose]) => `  ${step.padEnd(width)}  ${purpose}`);
  return [`Made ${folder}: so far the identity, y = x. Now`, '', ...lines].join('\n');
}
