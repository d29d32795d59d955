import { Fault } from '../../core/fault.ts';
import { logIdsOf } from '../../core/log-layout.ts';
import { shardsMax } from '../../core/number-shard.ts';
import type { RegistryManifest } from '../../receipts/registry-export.ts';

/**
 * Fault INCOMPATIBLE_STATE where a manifest names other logs than a registry has, one of them missing, or `shards`, where
 * it is said, is another number of them: it is fixed in a registry, and its numbers are laid out by it.
 */
export function requireWholeManifest(manifest: RegistryManifest, shards: number | undefined): void {
  const { logs } = manifest;
  const count = Number.isInteger(manifest.shards) ? manifest.shards : 0;
  if (
    count < 1 ||
    count > shardsMax ||
    !isEqual(
      logs.map(({ logId }) => logId),
      logIdsOf(count),
    )
  ) {
    const limit = count < 1 || count > shardsMax ? `1 to ${shardsMax}` : `in order: ${logIdsOf(count).join(', ')}`;
    throw new Fault('INCOMPATIBLE_STATE', 'the export has other logs than a registry has', { field: 'logs', limit });
  }
  if (shards === undefined || shards === count) return;
  throw new Fault('INCOMPATIBLE_STATE', `the numbers of the export are in ${count} logs, which cannot be changed`, {
    field: 'DND_SHARDS',
    limit: String(count),
  });
}

function isEqual(given: readonly string[], wanted: readonly string[]): boolean {
  return given.length === wanted.length && given.every((logId, at) => logId === wanted[at]);
}
