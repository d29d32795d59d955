import { parseInstant } from '../../core/time.ts';
import { nextTurn } from '../../lookup/next-turn.ts';
import type { ShortRecord, ShortRecordKind } from '../../storage/store.ts';
import type { SubscriberActor } from '../access/actor.ts';
import { isAnswered, keptAnswersOf } from '../access/kept-answers.ts';
import type { KeptSession } from '../access/open-session.ts';
import { codeId } from '../access/request-code.ts';
import type { Registry } from '../registry.ts';
import { textPriorities } from '../sms-gateway.ts';
import { type KeptText, keptTextsOf } from '../texts/kept-text.ts';
import { dropTextsTo } from '../texts/outgoing/drop-texts.ts';
import { changeLine, dropLine } from '../texts/text-line.ts';

/** A short record with where it is kept. */
interface Found extends ShortRecord {
  readonly id: string;
}

const pageRecords = 200;

/** The texts that the present holder of a number sent and that are still kept, by id; a page a turn of the event loop. */
export async function* keptTexts(
  registry: Registry,
  { number }: SubscriberActor,
): AsyncGenerator<Found & { readonly text: KeptText }, void> {
  const { record } = await registry.shard.number(number);
  const since = record.detail.tenures.at(-1)?.openedAt ?? 0;
  for await (const found of recordsOf(registry, 'TEXT', await keptTextsOf(registry, number))) {
    const text = JSON.parse(found.body) as KeptText;
    if ((parseInstant(text.receivedAt) ?? 0) >= since) yield { ...found, text };
  }
}

/** Drops what is kept for days of what a holder sent, was answered and is to be told; of his line, the language and consents asked for stay. */
export async function dropPastTraces(
  registry: Registry,
  holder: SubscriberActor,
  { keepConsents }: { readonly keepConsents: boolean },
): Promise<void> {
  await dropTextsAndAnswers(registry, holder);
  await dropTextsTo(registry, holder.number, keepConsents ? ['REPLY'] : ['REPLY', 'CONSENT_REQUEST']);
  await changeLine(registry, holder.number, holder.tenure, (line) => ({
    ...line,
    turns: keepConsents ? line.turns.filter(({ step }) => step?.does === 'CONSENT' && step.isAsked) : [],
  }));
}

/** The same of everything: the line and all texts on their way too, whoever caused them. */
export async function dropAllTraces(registry: Registry, holder: SubscriberActor): Promise<void> {
  await dropTextsAndAnswers(registry, holder);
  await dropTextsTo(registry, holder.number, textPriorities);
  await dropLine(registry, holder.number);
}

/** What is under way stays: its end is new, and without its record it would be done twice. */
async function dropTextsAndAnswers(registry: Registry, holder: SubscriberActor): Promise<void> {
  for await (const found of keptTexts(registry, holder)) {
    if ((found.text.heldUntil ?? 0) <= registry.now()) await drop(registry, 'TEXT', found);
  }
  for await (const found of recordsOf(registry, 'IDEMPOTENCY', await keptAnswersOf(registry, holder))) {
    if (isAnswered(found)) await drop(registry, 'IDEMPOTENCY', found);
  }
}

/** Ends every session of the present holder. */
export async function endSessions(registry: Registry, holder: SubscriberActor): Promise<void> {
  for (const found of await sessionsOf(registry, holder)) await drop(registry, 'SESSION', found);
}

/** Ends the code for a session that the number may have. */
export async function endCode(registry: Registry, { number }: SubscriberActor): Promise<void> {
  const id = await codeId(registry, number, 'SESSION');
  const code = registry.store.shortRecord('CODE', id, registry.now());
  if (code !== undefined) await drop(registry, 'CODE', { ...code, id });
}

export async function sessionsOf(registry: Registry, { number, tenure }: SubscriberActor): Promise<readonly Found[]> {
  const sessions: Found[] = [];
  for await (const found of recordsOf(registry, 'SESSION')) {
    if (!found.body.includes(String(number))) continue;
    const session = JSON.parse(found.body) as Partial<KeptSession>;
    if (session.number === number && session.tenure === tenure) sessions.push(found);
  }
  return sessions;
}

/** Those whose ids begin with something, all where that is nothing. */
async function* recordsOf({ store, now }: Registry, kind: ShortRecordKind, prefix = ''): AsyncGenerator<Found, void> {
  let afterId = prefix;
  for (;;) {
    const page = store.shortRecords(kind, now(), pageRecords, afterId);
    for (const found of page) {
      if (!found.id.startsWith(prefix)) return;
      yield found;
    }
    const last = page.at(-1);
    if (last === undefined || page.length < pageRecords) return;
    afterId = last.id;
    await nextTurn();
  }
}

/** Where somebody is writing it at this moment it is new, and stays. */
async function drop(registry: Registry, kind: ShortRecordKind, { id, version, expiresAt }: Found): Promise<void> {
  const now = registry.now();
  await registry.store.putShortRecord({ kind, id, expected: version, body: undefined, expiresAt, now });
}
