import type { Position } from '../../core/change.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Registry } from '../registry.ts';

export const pageEntries = 500;

/**
 * The entries of a bulk assertion a page at a time, log by log, in each the oldest first: all of a number's come in
 * their order. A page is read when it is asked for; the last one of a log may be empty. Fault UNAVAILABLE.
 */
export async function* pagesOfAssertion(
  { shard }: Pick<Registry, 'shard'>,
  assertionId: string,
): AsyncGenerator<readonly LogEntry[], void> {
  for (const log of shard.logs) {
    for (let after: Position = 0; ; ) {
      const page = await log.entriesOfAssertion(assertionId, after, pageEntries);
      yield page;
      const last = page.at(-1);
      if (last === undefined || page.length < pageEntries) break;
      after = last.position;
    }
  }
}
