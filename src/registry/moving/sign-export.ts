import { signedManifest } from '../../receipts/registry-export.ts';
import type { LogFacts } from '../../storage/moving/moved-log.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';

/** The text of the manifest under which a registry's logs leave it, in the order of `logIdsOf`, signed now. */
export async function signExport(
  registry: Pick<Registry, 'policy' | 'issuer' | 'receipts' | 'now' | 'demo' | 'shard'>,
  actor: Actor,
  logs: readonly LogFacts[],
): Promise<string> {
  requireScopeOrConsole(actor, 'dnd:registry:export');
  const { policy, issuer, receipts, now, demo, shard } = registry;
  return signedManifest(receipts, { policy: policy.id, issuer, takenAt: now(), demo, shards: shard.logs.length, logs });
}
