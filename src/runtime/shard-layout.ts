import { Fault } from '../core/fault.ts';
import { directoryLogId, layoutKey, shardKey, shardLogId, shardsKey } from '../core/log-layout.ts';
import { shardsMax } from '../core/number-shard.ts';
import type { Store } from '../storage/store.ts';
import { SettingError } from './setting-forms.ts';

/**
 * How many places the numbers of a registry are in: fixed when it is made, as `DND_SHARDS` says (`wanted`), and recorded
 * in the directory's store. SettingError where the setting says otherwise later. Faults: see `requireTakenIn`.
 */
export async function recordedShards(directory: Store, wanted: number | undefined): Promise<number> {
  requireTakenIn(directory);
  let recorded = recordedCounts(directory);
  if (recorded.length === 0 && directory.head() === 0) {
    await directory.addCounts([{ key: layoutKey(directoryLogId, wanted ?? 1), count: 1 }]);
    recorded = recordedCounts(directory);
  }
  const [count = 1, ...others] = recorded;
  if (others.length > 0) throw new SettingError('DND_SHARDS: two processes made this registry with different values');
  if (wanted === undefined || wanted === count) return count;
  throw new SettingError(`DND_SHARDS: this registry was made with ${count}, which cannot be changed`);
}

function recordedCounts(directory: Store): readonly number[] {
  return directory.counts(shardsKey, shardsMax).map(({ key }) => Number(key.slice(shardsKey.length)));
}

/**
 * SettingError where a store, called `name`, is not the one of numbers at this place; a new one is from now on, where
 * there may be any. Faults: see `requireTakenIn`.
 */
export async function requireShardPlace(
  store: Store,
  place: number,
  count: number,
  name: string,
  mayBeNew: boolean = true,
): Promise<void> {
  requireTakenIn(store);
  const key = layoutKey(shardLogId(place), count);
  const found = store.counts(shardKey, 2).map((one) => one.key);
  if (found.length === 0 && mayBeNew && store.head() === 0) return store.addCounts([{ key, count: 1 }]);
  if (found.length !== 1 || found[0] !== key) {
    throw new SettingError(`DND_SHARDS: ${name} is not the one of numbers that belongs here`);
  }
}

/**
 * To be asked before anything is written. Fault FAILED_PRECONDITION where the store is still being taken in: half a
 * registry would answer that nobody has chosen anything.
 */
function requireTakenIn(store: Store): void {
  if (store.shortRecordCount('TAKING') === 0) return;
  throw new Fault('FAILED_PRECONDITION', 'a registry is being taken in here: finish dnd registry import');
}
