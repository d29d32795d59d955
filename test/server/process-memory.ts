import { readFileSync } from 'node:fs';

/** The most memory that a running process has had so far, in MB; Linux. */
export function peakMemoryMb(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes === undefined) throw new Error('the process says nothing of its memory');
  return Number(kilobytes) / 1_024;
}
