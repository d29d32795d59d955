import { Fault } from '../../../core/fault.ts';
import type { Actor } from '../../access/actor.ts';
import { requireScopeOrConsole } from '../../access/permission.ts';
import type { Registry } from '../../registry.ts';
import { type HeldText, storedText } from './queued-text.ts';
import { queuedTexts } from './read-text-queue.ts';
import { conclude, requeue } from './settle-text.ts';

export interface TextsToResolve {
  /** By `textId`; absent: every text in doubt. */
  readonly textIds?: readonly string[] | undefined;
  /** `SEND_AGAIN`: whoever has it already gets it twice. */
  readonly by: 'DROP' | 'SEND_AGAIN';
  readonly dryRun?: boolean | undefined;
}

/**
 * Ends the doubt about texts of which it is not known whether they went. Resolves to the ids of those that are, or
 * would be, dropped or sent again: a waiting text that is named can be dropped, too; one that is under way is left alone.
 * Faults: PERMISSION_DENIED, NOT_FOUND where a named text is not there or cannot be resolved.
 */
export async function resolveTexts(
  registry: Registry,
  actor: Actor,
  { textIds, by, dryRun = false }: TextsToResolve,
): Promise<readonly string[]> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const found: HeldText[] = [];
  for await (const text of queuedTexts(registry)) {
    const isMeant = textIds === undefined ? text.state === 'IN_DOUBT' : textIds.includes(text.textId);
    if (isMeant && (text.state === 'IN_DOUBT' || (text.state === 'WAITING' && by === 'DROP'))) found.push(text);
  }
  const missing = textIds?.find((textId) => !found.some((text) => text.textId === textId));
  if (missing !== undefined) {
    throw new Fault('NOT_FOUND', 'no text in doubt is known by this id', { field: 'textId' });
  }
  const resolved: string[] = [];
  for (const text of found) {
    if (dryRun || (await isResolved(registry, text, by))) resolved.push(text.textId);
  }
  return resolved;
}

async function isResolved(registry: Registry, text: HeldText, by: TextsToResolve['by']): Promise<boolean> {
  if (by === 'DROP') return conclude(registry, text, 'DROPPED');
  const { link: _link, reason: _reason, ...rest } = storedText(text);
  return (await requeue(registry, text, { ...rest, state: 'WAITING', notBefore: registry.now() })) !== undefined;
}
