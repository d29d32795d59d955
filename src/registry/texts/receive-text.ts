import type { Position } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import { inPlan } from '../../core/numbering-plan.ts';
import type { OrganisationDocument } from '../../core/organisation.ts';
import { type PhoneNumber, parsePhoneNumber } from '../../core/phone-number.ts';
import { servesNumber } from '../../core/serving-carrier.ts';
import { inwards, type TextInOutcome, textKey } from '../../core/statistics/use-keys.ts';
import { asciiDigits, normaliseText } from '../../core/texts/normalise-text.ts';
import { parseOwnNumberText } from '../../core/texts/own-number-text.ts';
import { parseReply } from '../../core/texts/reply-text.ts';
import type { ParsedText } from '../../core/texts/text-intent.ts';
import { type EpochMs, secondMs } from '../../core/time.ts';
import type { NumberAt } from '../../lookup/shard.ts';
import type { ShortRecordPut } from '../../storage/store.ts';
import type { Actor } from '../access/actor.ts';
import { countCodes } from '../access/code-counts.ts';
import { codeUses } from '../access/code-limits.ts';
import { keyedHash } from '../access/keyed-hash.ts';
import { requireOrganisation } from '../access/permission.ts';
import { countUses, replyUses } from '../access/rate-limits.ts';
import type { FreshCode } from '../access/request-code.ts';
import { carrierDocument } from '../numbers/acting-carrier.ts';
import { presentTenure } from '../numbers/present-tenure.ts';
import type { Registry } from '../registry.ts';
import { answerText } from './answer-text.ts';
import { brokenOffAt, claimText, messageHash, type TextClaim, type TextFacts } from './kept-text.ts';
import { replyText } from './reply.ts';
import { brandOfSender } from './sender-by-text.ts';
import type { TextDone, TextHolder } from './text-holder.ts';
import { changeLine, linePut, type TextLine, type Turn, withoutTurn } from './text-line.ts';

/** A text that a subscriber sent, as the carrier's message centre hands it on. */
export interface InboundText {
  readonly from: string;
  /** One of the registry's own numbers, or a sender identity. */
  readonly to: string;
  readonly text: string;
  /** When the network took it; what lies ahead of its arrival counts as its arrival. */
  readonly networkTime?: EpochMs | undefined;
  /** The carrier's own, one for each text. */
  readonly messageId: string;
}

/** What was made of it. What it changed is for its sender alone, who is told by `reply`. */
export interface TextReceived {
  readonly status: 'RECEIVED' | 'DUPLICATE';
  /** Kind of the intent, `UNKNOWN` where there was none. */
  readonly understoodAs: string;
  readonly outcome?: TextDone['outcome'];
  /** As it was texted back; absent where nothing was. */
  readonly reply?: string;
}

/**
 * `POST /v1/inbound-texts`: does what a text asks for by the same verbs as the API, and answers it by one text. The text
 * shows the line where the carrier serves the number. The same message again does nothing; the same words again within
 * a minute neither. Faults: PERMISSION_DENIED, INVALID_ARGUMENT, SERVICE_NOT_APPLICABLE, NOT_FOUND where `to` is neither
 * the registry's nor a known sender's, ALREADY_EXISTS, ABORTED, UNAVAILABLE.
 */
export async function receiveText(registry: Registry, actor: Actor, input: InboundText): Promise<TextReceived> {
  const carrier = requireOrganisation(actor, 'dnd:inbound-texts:write');
  const document = carrierDocument(registry, carrier);
  const from = numberOf(registry, input.from);
  const brand = addressee(registry, input.to);
  const facts: TextFacts = {
    ...input,
    from,
    via: carrier.organisationId,
    receivedAt: registry.now(),
    networkTime: input.networkTime,
  };
  const claim = await claimText(registry, facts, (await registry.shard.number(from)).follows);
  if ('was' in claim) {
    countReceived(registry, 'REPEATED');
    return { status: 'DUPLICATE', understoodAs: claim.was };
  }
  try {
    return await taken(registry, document, { ...facts, receivedAt: claim.receivedAt }, brand, claim);
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function taken(
  registry: Registry,
  document: OrganisationDocument,
  facts: TextFacts,
  brand: string | undefined,
  claim: TextClaim,
): Promise<TextReceived> {
  const { from, to, text } = facts;
  const parsed =
    brand === undefined ? parseOwnNumberText(registry.policy, text) : parseReply(registry.policy, to, text);
  const understoodAs = parsed.intent.kind;
  const present = await registry.shard.number(from);
  const { record } = present;
  const tenure = presentTenure(record);
  const remembered = await rememberText(registry, facts, tenure ?? 0);
  if (remembered === undefined) {
    await registry.store.putShortRecord(claim.finished({ understoodAs, intent: parsed.intent, outcome: 'DUPLICATE' }));
    countReceived(registry, 'REPEATED');
    return { status: 'DUPLICATE', understoodAs };
  }
  const isShown = servesNumber(document, from, record.detail);
  const { line, begunAt = claim.begunAt } = remembered;
  const begun = await beforeOwnChange(registry, from, present, begunAt);
  const isLate = await cameLate(registry, facts, (begun ?? present).follows);
  const holder: TextHolder = {
    ...{ registry, number: from, tenure: tenure ?? 0, record, isShown, isLate },
    ...(brand === undefined ? {} : { brand }),
    ...(begun === undefined ? {} : { begun }),
  };
  const dealt = await dealtWith(holder, parsed, line, facts.via, tenure !== undefined);
  const { outcome, reply } = dealt;
  await finish(holder, claim.finished({ understoodAs, intent: parsed.intent, outcome }), facts, dealt);
  const isUnderstood = understoodAs !== 'UNKNOWN' && outcome !== 'NOT_UNDERSTOOD';
  const understood = brand === undefined ? 'UNDERSTOOD' : 'REPLY_UNDERSTOOD';
  countReceived(registry, isUnderstood ? understood : 'NOT_UNDERSTOOD');
  return { status: 'RECEIVED', understoodAs, outcome, ...(reply === undefined ? {} : { reply }) };
}

function countReceived({ counts, now }: Registry, outcome: TextInOutcome): void {
  counts.add(textKey(counts.dayOf(now()), inwards, outcome), 1);
}

/**
 * How the number stood when an attempt at this text began that was broken off, if that changed it: one entry by text
 * since then is that attempt's. With more of them it cannot be told.
 */
async function beforeOwnChange(
  { shard }: Registry,
  number: PhoneNumber,
  { follows }: NumberAt,
  begunAt: Position | undefined,
): Promise<NumberAt | undefined> {
  if (begunAt === undefined || begunAt === follows) return undefined;
  const [own, before] = await shard.history(number, Number.MAX_SAFE_INTEGER, 2);
  const isAlone = own !== undefined && 'wayIn' in own && own.wayIn === 'SMS' && (before?.position ?? 0) <= begunAt;
  return isAlone ? { record: await shard.numberBefore(number, own.position), follows: begunAt } : undefined;
}

interface Dealt {
  readonly outcome: TextDone['outcome'];
  readonly reply?: string;
  /** What the reply gives. */
  readonly gives?: FreshCode;
  readonly closes?: Turn;
}

async function dealtWith(
  holder: TextHolder,
  { intent, language: spoken }: ParsedText,
  line: TextLine,
  via: string,
  isInService: boolean,
): Promise<Dealt> {
  const { registry, number, isShown } = holder;
  // What a stranger can cause to be texted is counted with the one-time codes: it costs and annoys as much.
  const uses = isShown ? replyUses(number) : codeUses(registry.policy, number, { link: via });
  const mayReply = await within(registry, uses);
  if (!mayReply && !isShown) return { outcome: 'TURNED_DOWN' };
  const done: TextDone = isInService
    ? await answerText(holder, intent)
    : { outcome: 'TURNED_DOWN', saying: { says: 'outOfService' } };
  const { outcome, closes } = done;
  const dealt: Dealt = { outcome, ...(closes === undefined ? {} : { closes }) };
  if (!mayReply) return dealt;
  const { policy } = registry;
  const language = done.language ?? line.language ?? spoken ?? policy.languages[0] ?? 'en';
  const gives = done.gives === undefined ? {} : { gives: done.gives };
  return { ...dealt, ...gives, reply: replyText(policy, language, done.saying) };
}

const attemptsMax = 16;

/** The text is dealt with, its reply is on its way and the code that it gave is spent, or nothing of the three. */
async function finish(
  { registry, number, tenure, brand }: TextHolder,
  finished: ShortRecordPut,
  facts: TextFacts,
  { reply, gives, closes }: Dealt,
): Promise<void> {
  const { policy, sms, store } = registry;
  const cause = `reply\n${facts.via}\n${facts.messageId}`;
  const priority = gives === undefined ? 'REPLY' : 'CODE';
  const expiresAt = gives?.expiresAt ?? registry.now() + policy.texts.clocks.confirmForSec * secondMs;
  const neededWhile = gives?.neededWhile;
  // The number that it came to is named where it is the registry's own.
  const from = brand === undefined ? ownNumber(facts.to) : undefined;
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const line = closes === undefined ? [] : [await linePut(registry, number, tenure, withoutTurn(closes))];
    const together = [finished, ...line];
    const written =
      reply === undefined
        ? await store.putShortRecords(together)
        : await sms.send({ cause, priority, from, to: number, text: reply, expiresAt, neededWhile }, together);
    if (!written) continue;
    if (reply !== undefined && gives !== undefined) countCodes(registry, 'SENT');
    return;
  }
  throw new Fault('ABORTED', 'the same message is under way', { field: 'messageId', retryAfterSec: 1 });
}

function numberOf({ policy }: Registry, text: string): PhoneNumber {
  const number = parsePhoneNumber(text);
  if (number === undefined) {
    throw new Fault('INVALID_ARGUMENT', 'not a phone number', { field: 'from', limit: '^\\+[1-9][0-9]{4,14}$' });
  }
  if (inPlan(policy, number)) return number;
  throw new Fault('SERVICE_NOT_APPLICABLE', 'the number is outside the numbering plan of this registry', {
    field: 'from',
    limit: `numbers of ${policy.jurisdiction}`,
  });
}

/** The brand whose number it is; undefined for the registry's own. */
function addressee(registry: Registry, to: string): string | undefined {
  if (registry.policy.texts.numbers.some(({ number }) => number === ownNumber(to))) return undefined;
  const brand = brandOfSender(registry, to.trim());
  if (brand !== undefined) return brand;
  throw new Fault('NOT_FOUND', 'neither a number of the registry nor a known sender', { field: 'to' });
}

function ownNumber(to: string): string {
  return asciiDigits(to).replaceAll(/[^\d+]/g, '');
}

/** Clocks of message centres run apart by this much, and more is a text that was under way. */
const clockSkewMs = 60 * secondMs;

/** `position`: what the number had last before this text. */
async function cameLate(
  { shard, policy }: Registry,
  { from, networkTime, receivedAt }: TextFacts,
  position: Position,
): Promise<boolean> {
  const sentAt = Math.min(networkTime ?? receivedAt, receivedAt);
  if (receivedAt - sentAt > policy.texts.clocks.lateAfterSec * secondMs) return true;
  const [last] = await shard.history(from, position + 1, 1);
  return last !== undefined && last.at > sentAt + clockSkewMs;
}

interface Remembered {
  /** With this text in it. */
  readonly line: TextLine;
  /** Of the attempt that this text takes up: it came as another message, and was broken off. */
  readonly begunAt?: Position;
}

/** Undefined where the number sent the very same text a moment ago, and that was dealt with. */
async function rememberText(registry: Registry, facts: TextFacts, tenure: number): Promise<Remembered | undefined> {
  const { from, to, text, networkTime, receivedAt: at } = facts;
  const message = await messageHash(registry, facts);
  const textHash = await keyedHash(registry, 'text', `${from}\n${to}\n${normaliseText(text)}`);
  const since = at - registry.policy.texts.clocks.sameTextForSec * secondMs;
  let isSame = false;
  let begunAt: Position | undefined;
  const line = await changeLine(registry, from, tenure, (present) => {
    const recent = present.recent.filter((one) => one.at > since);
    const same = recent.find(
      (one, index) =>
        one.textHash === textHash &&
        one.messageHash !== message &&
        (index === recent.length - 1 || (networkTime !== undefined && one.networkTime === networkTime)),
    );
    // Message centres that name no messages send a text again as another one.
    begunAt = same === undefined ? undefined : brokenOffAt(registry, same.messageHash);
    isSame = same !== undefined && begunAt === undefined;
    if (isSame) return undefined;
    const others = recent.filter((one) => one.messageHash !== message && (begunAt === undefined || one !== same));
    const own = { messageHash: message, textHash, at, ...(networkTime === undefined ? {} : { networkTime }) };
    return { ...present, recent: [...others, own] };
  });
  if (isSame) return undefined;
  return { line, ...(begunAt === undefined ? {} : { begunAt }) };
}

async function within(registry: Registry, uses: Parameters<typeof countUses>[1]): Promise<boolean> {
  try {
    await countUses(registry, uses);
    return true;
  } catch (error) {
    if (error instanceof Fault && error.code === 'TOO_MANY_REQUESTS') return false;
    throw error;
  }
}
