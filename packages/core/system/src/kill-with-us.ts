import { type ChildProcess, spawn } from 'node:child_process';

/**
 * A program that outlives the process it watches and then kills the process groups that were named on its standard input. It
 * ignores all signals except SIGKILL, because signals that end its process are often sent to everything that runs beside it.
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
 * Makes sure that a process group, named by its leader, is killed when this process ends, even by SIGKILL, which it cannot
 * anticipate. The returned function cancels this, once the group has ended. Not for Windows.
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
  // Everything works without it, except that a killed process leaves its commands running.
  shell.on('error', () => {});
  shell.stdin.on('error', () => {});
  shell.unref();
  return shell;
}
