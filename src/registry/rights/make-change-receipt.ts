import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { formatPhoneNumber } from '../../core/phone-number.ts';
import { secondMs } from '../../core/time.ts';
import { type ChangeReceiptFacts, changeReceipt } from '../../receipts/change-receipt.ts';
import type { LogEntry } from '../../storage/store.ts';
import type { Actor, SubscriberActor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { entriesOfTenure } from '../numbers/present-tenure.ts';
import { formatPosition } from '../position.ts';
import type { Registry } from '../registry.ts';

/**
 * `POST /v1/subscriber/history/receipts`: a signed proof of one entry of the holder's own history, a JWS to keep: it
 * holds also when he has the entry erased. Faults: NOT_FOUND, UNAVAILABLE.
 */
export async function makeChangeReceipt(
  registry: Registry,
  actor: Actor,
  { position }: { readonly position: Position },
): Promise<string> {
  const subscriber = requireSubscriber(actor);
  for await (const entry of entriesOfTenure(registry, subscriber.number)) {
    if (entry.position < position) break;
    if (entry.position === position) {
      return registry.receipts.sign('dnd-change+jwt', changeReceipt(factsOf(registry, subscriber, entry)));
    }
  }
  throw new Fault('NOT_FOUND', 'your history has no such change', { field: 'position' });
}

function factsOf(registry: Registry, { number }: SubscriberActor, entry: LogEntry): ChangeReceiptFacts {
  const { issuer: iss, policy, shard, now } = registry;
  const logId = shard.logIdOf(number);
  const common = {
    iss,
    iat: Math.floor(now() / secondMs),
    phoneNumber: formatPhoneNumber(number),
    position: formatPosition(logId, entry.position),
    at: entry.at,
    leafHash: entry.leafHash,
    policy: policy.id,
  };
  if (!('number' in entry)) {
    const imported = { kind: 'IMPORTED' } as const;
    const nothing = { follows: undefined, agent: undefined, salt: undefined };
    return { ...common, ...nothing, event: imported, actor: 'operator', wayIn: 'IMPORT', proof: 'IMPORT' };
  }
  const { event, agent, wayIn, proof, salt } = entry;
  const isOperator = entry.actor.startsWith('operator:');
  return {
    ...common,
    follows: formatPosition(logId, entry.follows),
    event,
    actor: isOperator ? 'operator' : entry.actor,
    agent,
    wayIn,
    proof,
    salt: isOperator ? undefined : salt,
  };
}
