import { readFileSync, writeFileSync } from 'node:fs';

/** Peak resident memory of this process, in bytes: since {@link forgetPeak} on Linux, since its start elsewhere. */
export function peakBytes(): number {
  const [, kilobytes] = (process.platform === 'linux' && /VmHWM:\s+(\d+)/.exec(status())) || [];
  return (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes)) * 1024;
}

const status = () => readFileSync('/proc/self/status', 'utf8');

export function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5');
  } catch {} // Not Linux, or not allowed.
}
