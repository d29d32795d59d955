import type { RegistryExport } from '../../core/registry-export.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import type { Registry } from '../registry.ts';
import { timeOfId } from '../timed-id.ts';

/** Who took the whole registry away, and since when he has. */
export interface NotedExport extends RegistryExport {
  /** When it was begun; at the console, when it was signed. */
  readonly at: EpochMs;
}

/** Read from the store at once. */
const pageEntries = 500;

/** Exports of the registry, oldest first, as the log has them: nobody can edit it. */
export function* readExports({ store }: Pick<Registry, 'store'>, actor: Actor): Generator<NotedExport, void> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  for (let after = ''; ; ) {
    const page = store.entities('REGISTRY_EXPORT', after, pageEntries);
    for (const { id, document } of page) yield { ...document, at: timeOfId(id) };
    const last = page.at(-1);
    if (last === undefined || page.length < pageEntries) return;
    after = last.id;
  }
}
