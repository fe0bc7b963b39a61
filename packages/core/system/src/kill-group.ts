/** Kills a group of processes, named by its leader, with all that they have started and that has not left the group. On Windows, the leader alone. */
export function killGroup(group: number | undefined, signal: NodeJS.Signals): void {
  if (group === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? group : -group, signal);
  } catch {} // it has ended
}
