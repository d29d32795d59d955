import type { Position } from '../../core/change.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { PendingAssertion } from '../../core/pending-assertion.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { canonicalPreferences, type Preferences } from '../../core/preferences.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Actor, SubscriberActor } from '../access/actor.ts';
import { requireSubscriber } from '../access/permission.ts';
import { countUses, recordLimits } from '../access/rate-limits.ts';
import { type Consent, consentsOf } from '../consents/read-consents.ts';
import { refusalsOf, type SenderRefusal } from '../consents/read-sender-refusals.ts';
import { type HistoryRow, historyRows } from '../preferences/read-history.ts';
import type { Registry } from '../registry.ts';
import type { KeptText } from '../texts/kept-text.ts';
import { readLine } from '../texts/text-line.ts';
import { keptTexts, sessionsOf } from './short-traces.ts';

/** Everything that the registry holds of a number and its present holder, as of `position`. */
export interface OwnData {
  readonly number: PhoneNumber;
  readonly at: EpochMs;
  readonly position: Position;
  readonly policyId: string;
  readonly preferences: Preferences;
  readonly consents: readonly Consent[];
  readonly senderRefusals: readonly SenderRefusal[];
  /** What a carrier asserted and does not bind yet. */
  readonly pending: PendingAssertion | undefined;
  /** Since when the number is his, as far as a carrier reported it; who serves it, where it was ported. */
  readonly line: { readonly heldSince?: EpochMs; readonly servingCarrier?: string };
  /** In which his texts are answered, where he chose one by text. */
  readonly language: string | undefined;
  readonly sessions: readonly { readonly expiresAt: EpochMs }[];
  /** Newest first, read while it is taken: what comes meanwhile is left out, what is erased meanwhile is gone. */
  readonly history: AsyncIterable<HistoryRow>;
  /** Texts that are still kept, in no order. */
  readonly texts: AsyncIterable<KeptText>;
}

/** `GET /v1/subscriber/record`. Fault TOO_MANY_REQUESTS. */
export async function readOwnData(registry: Registry, actor: Actor): Promise<OwnData> {
  const subscriber = requireSubscriber(actor);
  const { number, tenure } = subscriber;
  await countUses(registry, [{ limit: recordLimits.exports, subject: String(number) }]);
  const { record, follows } = await registry.shard.number(number);
  return {
    number,
    at: registry.now(),
    position: follows,
    policyId: registry.policy.id,
    preferences: canonicalPreferences(record.state.preferences),
    consents: consentsOf(registry, record),
    senderRefusals: refusalsOf(registry, record),
    pending: record.detail.pending,
    line: lineOf(record),
    language: (await readLine(registry, number, tenure)).language,
    sessions: await sessionsOf(registry, subscriber),
    history: historyUpTo(registry, subscriber, follows),
    texts: textsOf(registry, subscriber),
  };
}

function lineOf({ detail: { tenures, servingCarrier } }: NumberRecord): OwnData['line'] {
  const heldSince = tenures.at(-1)?.openedAt;
  return {
    ...(heldSince === undefined ? {} : { heldSince }),
    ...(servingCarrier === undefined ? {} : { servingCarrier }),
  };
}

async function* historyUpTo(
  registry: Registry,
  { number }: SubscriberActor,
  last: Position,
): AsyncGenerator<HistoryRow, void> {
  for await (const row of historyRows(registry, number)) if (row.position <= last) yield row;
}

async function* textsOf(registry: Registry, subscriber: SubscriberActor): AsyncGenerator<KeptText, void> {
  for await (const { text } of keptTexts(registry, subscriber)) yield text;
}
