import { Fault } from '../../core/fault.ts';
import { signedManifest } from '../../receipts/registry-export.ts';
import type { LogFacts } from '../../storage/moving/moved-log.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';

/** The text of the manifest under which a registry's logs leave it, signed now. Fault FAILED_PRECONDITION: see `requireOneLog`. */
export async function signExport(
  registry: Pick<Registry, 'policy' | 'issuer' | 'receipts' | 'now' | 'demo' | 'logId' | 'shard'>,
  actor: Actor,
  logs: readonly LogFacts[],
): Promise<string> {
  requireScopeOrConsole(actor, 'dnd:registry:export');
  requireOneLog(registry);
  const { policy, issuer, receipts, now, demo } = registry;
  return signedManifest(receipts, { policy: policy.id, issuer, takenAt: now(), demo, shards: 1, logs });
}

/** Where numbers are in logs of their own, an export of the directory's would look whole. */
export function requireOneLog({ logId, shard }: Pick<Registry, 'logId' | 'shard'>): void {
  if (shard.logs.every((log) => log.logId === logId)) return;
  throw new Fault(
    'FAILED_PRECONDITION',
    'the numbers of this registry are in logs of their own: it cannot be exported',
    {
      field: 'DND_SHARDS',
      limit: '1',
    },
  );
}
