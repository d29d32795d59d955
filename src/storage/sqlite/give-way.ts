import { getPriority, setPriority } from 'node:os';

/**
 * Lets other threads go first where cores are few: lookups, then writes (`niceness` 5), then lists (10). Linux alone
 * has priorities of threads. Whoever may not change his, or gives way already, goes on as he is.
 */
export function giveWay(niceness: number): void {
  if (process.platform !== 'linux') return;
  try {
    if (getPriority(0) < niceness) setPriority(0, niceness);
  } catch {
    // Only a little slower for others.
  }
}
