import type { SenderIdentityDocument } from '../../core/sender-identity.ts';
import type { Actor } from '../access/actor.ts';
import { requireOrganisation } from '../access/permission.ts';
import { standingOfSender } from '../lookups/standing-of-sender.ts';
import type { Registry } from '../registry.ts';

/** A sender identity that an organisation may use, and the name of its brand. */
export interface UsableSender {
  readonly sender: SenderIdentityDocument;
  readonly brandName: string;
}

export interface UsableSenders {
  readonly senders: readonly UsableSender[];
  /** False: there are more identities than were looked through, or more usable ones than are told. */
  readonly areAll: boolean;
}

const pageSize = 500;
/** A look through more takes longer than a page may. */
const lookedThroughMax = 5_000;
const toldMax = 200;

/** The sender identities under which the asker may send something now, by id. */
export function usableSenders(registry: Registry, actor: Actor): UsableSenders {
  const { organisationId } = requireOrganisation(actor, 'dnd:lookups:check');
  const senders: UsableSender[] = [];
  let after = '';
  for (let seen = 0; seen < lookedThroughMax; seen += pageSize) {
    const page = registry.store.entities('SENDER_IDENTITY', after, pageSize);
    for (const { document: sender } of page) {
      if (!isUsable(registry, sender, organisationId)) continue;
      if (senders.length === toldMax) return { senders, areAll: false };
      senders.push({ sender, brandName: registry.directory.organisation(sender.brand)?.document.name ?? sender.brand });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageSize) return { senders, areAll: true };
    after = last.id;
  }
  return { senders, areAll: false };
}

/** One that the asker names; undefined where it may not be used now. */
export function usableSender(registry: Registry, actor: Actor, senderId: string): SenderIdentityDocument | undefined {
  const { organisationId } = requireOrganisation(actor, 'dnd:lookups:check');
  const sender = registry.directory.senderIdentity(senderId)?.document;
  return sender !== undefined && isUsable(registry, sender, organisationId) ? sender : undefined;
}

function isUsable({ directory, now }: Registry, sender: SenderIdentityDocument, organisationId: string): boolean {
  const brand = directory.organisation(sender.brand)?.document;
  const at = now();
  return sender.categories.some(
    (category) => standingOfSender(sender, brand, organisationId, category, at) === 'AUTHORISED',
  );
}
