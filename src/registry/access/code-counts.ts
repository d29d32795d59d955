import { Fault } from '../../core/fault.ts';
import { type CodeOutcome, codeKey } from '../../core/statistics/use-keys.ts';
import type { Registry } from '../registry.ts';
import { countUses, type LimitedUse } from './rate-limits.ts';

/** Counts what became of one-time codes, whatever they open. */
export function countCodes({ counts, now }: Pick<Registry, 'counts' | 'now'>, outcome: CodeOutcome, codes = 1): void {
  counts.add(codeKey(counts.dayOf(now()), outcome), codes);
}

/** Counts a request for a code, against its limits and for the figures; otherwise as `countUses`. */
export async function countCodeRequest(registry: Registry, uses: readonly LimitedUse[]): Promise<readonly string[]> {
  countCodes(registry, 'REQUESTED');
  try {
    return await countUses(registry, uses);
  } catch (error) {
    if (error instanceof Fault && error.code === 'TOO_MANY_REQUESTS') countCodes(registry, 'REFUSED');
    throw error;
  }
}
