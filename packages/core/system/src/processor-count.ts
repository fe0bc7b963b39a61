import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * How many processors this process may use: those it is allowed to run on, or fewer if a container limits
 * CPU time (`docker run --cpus 2`), which `os.availableParallelism` does not see in all versions of Node.
 */
export function processorCount(root = '/'): number {
  return Math.max(1, Math.floor(Math.min(availableParallelism(), cpuQuota(root))));
}

/** The number of processors' worth of CPU time that Linux's control groups grant, possibly fractional; infinite without a limit. */
function cpuQuota(root: string): number {
  let least = Number.POSITIVE_INFINITY;
  for (const line of read(join(root, 'proc/self/cgroup')).split('\n')) {
    // `0::/path` is version 2, `4:cpu,cpuacct:/path` version 1.
    const [, controllers, path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (controllers === undefined || (controllers !== '' && !controllers.split(',').includes('cpu')))
      continue;
    const mount = join(root, 'sys/fs/cgroup', controllers);
    // A group is also limited by the groups above it. Inside a container, its own group looks like the topmost.
    for (let group = join('/', path!); ; group = dirname(group)) {
      least = Math.min(least, quotaOf(join(mount, group), controllers !== ''));
      if (group === '/') break;
    }
  }
  return least;
}

function quotaOf(group: string, first: boolean): number {
  const [quota, period] = first
    ? [read(join(group, 'cpu.cfs_quota_us')), read(join(group, 'cpu.cfs_period_us'))]
    : read(join(group, 'cpu.max')).split(' ');
  const share = Number.parseInt(quota ?? '', 10) / Number.parseInt(period ?? '', 10);
  return share > 0 ? share : Number.POSITIVE_INFINITY; // none: `max`, -1, or no such file
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
