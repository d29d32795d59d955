import { countCodes } from './access/code-counts.ts';
import type { Registry } from './registry.ts';

/** Deletes the short records that have expired. A code among them was never used. */
export async function sweepShortRecords(registry: Registry): Promise<void> {
  const { CODE: codes = 0 } = await registry.store.sweep(registry.now());
  if (codes > 0) countCodes(registry, 'EXPIRED', codes);
}
