import type { RegistryExport } from '../../core/registry-export.ts';
import { dayMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { RateLimit } from '../access/rate-limit.ts';
import { countUses } from '../access/rate-limits.ts';
import { addEntity, rewriteEntity } from '../organisations/entity-change.ts';
import type { Registry } from '../registry.ts';
import { timedId } from '../timed-id.ts';

/** How often somebody may begin or end an export: each time stays in the log for good. */
export const exportLimit = {
  name: 'registry export',
  max: 200,
  windowMs: dayMs,
  reason: 'what broke off is gone on with, not begun anew',
  per: 'for one organisation',
} as const satisfies RateLimit;

/**
 * Writes to the log that somebody is about to be given the whole registry; to be awaited before the first part is, so
 * that nothing leaves over HTTP without a trace. Resolves to the id of what it wrote. Fault TOO_MANY_REQUESTS.
 */
export async function noteExportBegun(registry: Registry, actor: Actor): Promise<string> {
  requireScopeOrConsole(actor, 'dnd:registry:export');
  await countExport(registry, actor);
  const id = timedId(registry.now());
  await addEntity(registry, actor, 'REGISTRY_EXPORT', id, takenBy(actor));
  return id;
}

/**
 * Writes under which manifest an export leaves; to be awaited before that is handed out. `id`: of what was written when it
 * began, where that was. Fault TOO_MANY_REQUESTS.
 */
export async function noteExportSigned(
  registry: Registry,
  actor: Actor,
  manifestDigest: string,
  id?: string,
): Promise<void> {
  requireScopeOrConsole(actor, 'dnd:registry:export');
  await countExport(registry, actor);
  const kind = 'REGISTRY_EXPORT';
  if (id === undefined) {
    await addEntity(registry, actor, kind, timedId(registry.now()), { ...takenBy(actor), manifestDigest });
  } else await rewriteEntity(registry, actor, kind, id, undefined, (begun) => ({ ...begun, manifestDigest }));
}

async function countExport(registry: Registry, actor: Actor): Promise<void> {
  if (actor.kind === 'ORGANISATION') await countUses(registry, [{ limit: exportLimit, subject: actor.organisationId }]);
}

function takenBy(actor: Actor): RegistryExport {
  if (actor.kind !== 'ORGANISATION') return {};
  const { organisationId, person } = actor;
  return { organisationId, ...(person === undefined ? {} : { person }) };
}
