import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Outlives a process that is killed, and then ends the groups of processes that it has named on standard input. It
 * obeys no signal but SIGKILL: what ends its process in a gentler way often goes to everything that runs beside it.
 */
const WATCH = `
PATH=/usr/bin:/bin
trap '' HUP INT QUIT TERM
groups=
while read -r what group; do
  if [ "$what" = begun ]; then
    groups="$groups $group"
  else
    left=
    for other in $groups; do [ "$other" = "$group" ] || left="$left $other"; done
    groups=$left
  fi
done
[ -z "$groups" ] && exit
for group in $groups; do kill -s TERM -- "-$group"; done
sleep 1
for group in $groups; do kill -s KILL -- "-$group"; done
`;

let watcher: ChildProcess | undefined;
let running = 0;

/**
 * Has a group of processes, named by its leader, killed when this process ends, also by SIGKILL, which it cannot see
 * coming. The returned function takes that back, once the group has ended. Not for Windows.
 */
export function killWithUs(group: number | undefined): () => void {
  if (group === undefined) return () => {};
  watcher ??= startWatcher();
  running++;
  const { stdin } = watcher;
  stdin?.write(`begun ${group}\n`);
  return () => {
    stdin?.write(`ended ${group}\n`);
    if (--running > 0) return;
    stdin?.end();
    watcher = undefined;
  };
}

function startWatcher(): ChildProcess {
  const shell = spawn('/bin/sh', ['-c', WATCH], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  // Without it all works, but a killed process leaves its commands running.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return shell;
}
