import { shardOfBlock } from '../core/number-shard.ts';
import type { Block } from '../core/phone-number.ts';
import type { auditStore } from '../storage/sqlite/audit.ts';
import type { Store } from '../storage/store.ts';
import type { OpenedStore } from './number-stores.ts';

type AuditFinding = ReturnType<typeof auditStore>['findings'][number];

const pageBlocks = 10_000;

/** Blocks that are in another file than where they are looked for; none where there is one file. */
export function misplacedBlocks(stores: readonly OpenedStore[]): ReadonlyMap<string, readonly AuditFinding[]> {
  const shards = stores.length - 1;
  if (shards === 0) return new Map();
  return new Map(
    stores.map(({ logId, store }, place) => {
      const findings: AuditFinding[] = [];
      for (const block of blocksOf(store)) {
        const home = shardOfBlock(block, shards) + 1;
        if (home !== place) findings.push({ at: `block ${block}`, problem: `it belongs to log-${home}` });
      }
      return [logId, findings];
    }),
  );
}

function* blocksOf(store: Store): Generator<Block, void> {
  let page = store.blocks(0, pageBlocks);
  while (page.length > 0) {
    yield* page;
    page = store.blocks(page.at(-1) ?? 0, pageBlocks);
  }
}
