import { type ReleaseManifest, releaseFiles } from '../../../exports/release-files.ts';
import { formatPosition } from '../../../registry/position.ts';
import type { Registry } from '../../../registry/registry.ts';
import { releaseOf } from '../../../registry/statistics/read-releases.ts';
import { publicReader } from '../../../registry/statistics/reader.ts';

/** A release never changes, nor do its files: of each registry those that were asked about. */
const known = new WeakMap<Registry['shard'], Map<string, Promise<ReleaseManifest>>>();

/** Sizes and digests of the files of a release. They take as long as making them, once. Fault NOT_FOUND. */
export function releaseManifest(registry: Registry, period: string): Promise<ReleaseManifest> {
  const manifests = known.get(registry.shard) ?? new Map<string, Promise<ReleaseManifest>>();
  known.set(registry.shard, manifests);
  const kept = manifests.get(period);
  if (kept !== undefined) return kept;
  const release = releaseOf(registry, publicReader, period);
  const position = formatPosition(registry.shard.logId, release.position);
  const made = releaseFiles(release, 'PUBLIC', { position, policy: registry.policy }).then(({ manifest }) => manifest);
  manifests.set(period, made);
  made.catch(() => manifests.delete(period));
  return made;
}
