import type { Release } from '../../../src/core/statistics/release.ts';
import type { Registry } from '../../../src/registry/registry.ts';

/** Writes a release to the log as it is. */
export async function writtenRelease(
  { store, now }: Pick<Registry, 'store' | 'now'>,
  document: Release,
): Promise<void> {
  const event = { kind: 'RELEASE_SET', document } as const;
  const common = { at: now(), actor: 'operator:test', wayIn: 'CLI', follows: 0 } as const;
  await store.append([{ ...common, entityId: document.period.id, event }]);
}
