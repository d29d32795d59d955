import type { OrganisationDocument } from '../../core/organisation.ts';
import type { SenderIdentityDocument } from '../../core/sender-identity.ts';
import { minuteMs } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { Entity } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import type { RateLimit } from '../access/rate-limit.ts';
import { countUses } from '../access/rate-limits.ts';
import type { Registry } from '../registry.ts';
import { brandOfSender } from '../texts/sender-by-text.ts';
import { brandName } from './sender-permissions.ts';

/** A brand with the sender identities by which it was found; at most three. */
export interface FoundSender {
  readonly brand: string;
  readonly brandName: string;
  readonly senderIds: readonly string[];
}

/** What a person may write: as much as a long name. */
export const searchedLengthMax = 64;
export const foundSendersMax = 20;

const searchLimit: RateLimit = {
  name: 'sender search',
  max: 60,
  windowMs: 10 * minuteMs,
  reason: 'a search reads all names',
};

const pageRows = 200;
const senderIdsMax = 3;

/**
 * Brands by what a called person saw or remembers: a sender identity or a number, exactly as it came or as it is dialled
 * in the country, else any part of a name. Brands that send: nobody else can be shut out. Fault TOO_MANY_REQUESTS.
 */
export async function findSenders(registry: Registry, actor: Actor, text: string): Promise<readonly FoundSender[]> {
  const { number } = requireSubscriber(actor);
  await countUses(registry, [{ limit: searchLimit, subject: String(number) }]);
  const searched = text.normalize('NFKC').trim().slice(0, searchedLengthMax);
  if (searched === '') return [];
  const asNumber = /^\+?[\d\s-]+$/.test(searched) ? searched.replaceAll(/[\s-]/g, '') : undefined;
  const exact = brandOfSender(registry, asNumber ?? searched);
  if (exact !== undefined) return [{ brand: exact, brandName: brandName(registry, exact), senderIds: [searched] }];
  const found = new Map<string, string[]>();
  // The zero of a trunk call stands in no number as it is registered.
  const part = asNumber?.replace(/^\+?0*/, '') ?? searched.toLowerCase();
  for await (const { document } of all(registry, 'ORGANISATION')) {
    if (found.size >= foundSendersMax) break;
    const { organisationId, name } = document as OrganisationDocument;
    if (isBrand(document as OrganisationDocument) && name.toLowerCase().includes(part)) found.set(organisationId, []);
  }
  for await (const { document } of all(registry, 'SENDER_IDENTITY')) {
    const { senderId, brand } = document as SenderIdentityDocument;
    if (!senderId.toLowerCase().includes(part)) continue;
    const ids = found.get(brand);
    if (ids === undefined && found.size < foundSendersMax) found.set(brand, [senderId]);
    else if (ids !== undefined && ids.length < senderIdsMax) ids.push(senderId);
  }
  return [...found].map(([brand, senderIds]) => ({ brand, brandName: brandName(registry, brand), senderIds }));
}

function isBrand({ role }: OrganisationDocument): boolean {
  return role !== 'REGULATOR' && role !== 'OPERATOR';
}

/** A page a turn of the event loop: there may be hundreds of thousands. */
async function* all<K extends 'ORGANISATION' | 'SENDER_IDENTITY'>(
  { store }: Registry,
  kind: K,
): AsyncGenerator<Entity<K>, void> {
  for (let after = ''; ; await nextTurn()) {
    const rows = store.entities(kind, after, pageRows);
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < pageRows) return;
    after = last.id;
  }
}
