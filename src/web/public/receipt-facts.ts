import { zonesOf } from '../../core/numbering-plan.ts';
import { parsePhoneNumber } from '../../core/phone-number.ts';
import { parseInstant, secondMs } from '../../core/time.ts';
import type { ReceiptReport } from '../../receipts/verify-receipt.ts';
import type { WebContext } from '../web-context.ts';
import { type Formats, formatsIn, nameIn } from '../words/formats.ts';
import type { EventKind } from '../words/history-words.ts';

type Payload = Readonly<Record<string, unknown>>;
type Fact = readonly [name: string, value: string];

/**
 * What a receipt says, by name, in the order in which a person asks. Only what was signed is shown, and where the
 * signature does not hold, nothing.
 */
export function receiptFacts(c: WebContext, report: ReceiptReport): readonly Fact[] {
  const { payload = {}, statement = {}, receiptForm, kid } = report;
  if (report.payload === undefined || receiptForm === undefined) return [];
  const { check } = c.get('words');
  // A statement under a shared signature says all of it; what is shared is the signature alone.
  const signed = receiptForm === 'SHARED' && report.statement !== undefined ? statement : payload;
  if (receiptForm === 'CHANGE') return changeFacts(c, payload, kid);
  const times = timesOf(c, member(signed, 'enquiry'));
  return present([
    [check.whatItIs, check.forms[receiptForm]],
    [check.issuer, textOf(signed['iss'])],
    [check.askedBy, organisation(c, signed['aud'])],
    [check.onBehalfOf, organisation(c, signed['brand'])],
    [receiptForm === 'RELEASE' ? check.madeAt : check.answeredAt, times.ofSec(signed['iat'])],
    [check.period, textOf(member(signed, 'period')['id'])],
    [check.holdsUntil, times.ofSec(signed['exp'])],
    ...enquiryFacts(c, member(signed, 'enquiry'), times),
    ...decisionFacts(c, member(signed, 'decision'), times),
    ...countFacts(c, member(signed, 'rows')),
    ...(receiptForm === 'ROWS' || receiptForm === 'SCRUB' ? rowFacts(c, statement, times) : []),
    [check.policy, textOf(signed['policy'])],
    [check.place, textOf(signed['position'])],
    [check.key, kid],
  ]);
}

/** The holder's own: what was changed, when, by whom. */
function changeFacts(c: WebContext, signed: Payload, kid: string | undefined): readonly Fact[] {
  const { check, history } = c.get('words');
  const times = timesOf(c, signed);
  const { kind, brand } = member(signed, 'event');
  const named =
    typeof kind === 'string' && Object.hasOwn(history.events, kind) ? history.events[kind as EventKind] : undefined;
  const actor = textOf(signed['actor']);
  const organisationId = actor?.startsWith('organisation:') === true ? actor.slice('organisation:'.length) : undefined;
  const by =
    { subscriber: history.byHolder, operator: history.byOperator }[actor ?? ''] ?? organisation(c, organisationId);
  const agent = textOf(signed['agent']);
  return present([
    [check.whatItIs, check.forms.CHANGE],
    [check.issuer, textOf(signed['iss'])],
    [check.madeAt, times.ofSec(signed['iat'])],
    [check.number, textOf(signed['phoneNumber'])],
    [check.change, named?.(organisation(c, brand) ?? '')],
    [history.when, times.ofInstant(signed['at'])],
    [history.by, agent === undefined ? by : `${by ?? ''}: ${history.agent(agent)}`],
    [history.way, wordOf(history.ways, signed['wayIn'])],
    [history.proof, wordOf(history.proofs, signed['proof'])],
    [check.policy, textOf(signed['policy'])],
    [check.place, textOf(signed['position'])],
    [check.key, kid],
  ]);
}

type PossibleFact = readonly [name: string, value: string | undefined];

function present(facts: readonly PossibleFact[]): readonly Fact[] {
  return facts.filter((fact): fact is Fact => fact[1] !== undefined);
}

function enquiryFacts(c: WebContext, enquiry: Payload, times: Times): readonly PossibleFact[] {
  const { check } = c.get('words');
  const { policy } = c.get('registry');
  const language = c.get('language');
  const named = (rows: typeof policy.categories | typeof policy.channels, id: unknown) =>
    typeof id === 'string' ? nameIn(rows, id, language) : undefined;
  return [
    [check.number, textOf(enquiry['phoneNumber'])],
    [check.category, named(policy.categories, enquiry['category'])],
    [check.channel, named(policy.channels, enquiry['channel'])],
    [check.messageClass, wordOf(check.classes, enquiry['messageClass'])],
    [check.sender, textOf(enquiry['sender'])],
    [check.plannedAt, times.ofInstant(enquiry['plannedAt'])],
  ];
}

function decisionFacts(c: WebContext, decision: Payload, times: Times): readonly PossibleFact[] {
  const { check } = c.get('words');
  return [
    [check.decision, wordOf(check.decisions, decision['decision'])],
    [check.reason, wordOf(check.reasons, decision['reason'])],
    [check.nextPermittedAt, times.ofInstant(decision['nextPermittedAt'])],
  ];
}

function countFacts(c: WebContext, rows: Payload): readonly PossibleFact[] {
  const { check } = c.get('words');
  const { number } = formatsIn(c.get('language'), c.get('registry').policy);
  const counted = (name: string) => (typeof rows[name] === 'number' ? number(rows[name]) : '');
  if (typeof rows['count'] !== 'number') return [];
  const names = ['count', 'allowed', 'blocked', 'rejected', 'unavailable'] as const;
  const [count = '', allowed = '', blocked = '', rejected = '', unavailable = ''] = names.map(counted);
  return [[check.rows, check.rowCounts({ count, allowed, blocked, rejected, unavailable })]];
}

/** One row of a batch or of a list that was shown to be among those signed. */
function rowFacts(c: WebContext, statement: Payload, times: Times): readonly PossibleFact[] {
  const { check } = c.get('words');
  const output = textOf(statement['output']);
  const row = typeof statement['row'] === 'number' ? statement['row'] + 1 : undefined;
  return [
    [check.row, output === undefined || row === undefined ? undefined : `${output}, ${row}`],
    [check.rowText, textOf(statement['text'])],
    [check.number, textOf(statement['phoneNumber'] ?? statement['number'])],
    ...decisionFacts(c, statement, times),
  ];
}

interface Times {
  ofSec(value: unknown): string | undefined;
  ofInstant(value: unknown): string | undefined;
}

/** In the zone of the number that was asked about, else of the country; the zone is named. */
function timesOf(c: WebContext, { phoneNumber }: Payload): Times {
  const { policy } = c.get('registry');
  const formats: Formats = formatsIn(c.get('language'), policy);
  const number = typeof phoneNumber === 'string' ? parsePhoneNumber(phoneNumber) : undefined;
  const zone = (number === undefined ? policy.defaultZones : zonesOf(policy, number))[0] ?? 'UTC';
  const shown = (at: number | undefined) =>
    at === undefined || Math.abs(at) > instantMax ? undefined : formats.dateTimeInZone(at, zone);
  return {
    ofSec: (value) => (typeof value === 'number' ? shown(value * secondMs) : undefined),
    ofInstant: (value) => (typeof value === 'string' ? shown(parseInstant(value)) : undefined),
  };
}

/** Beyond it a `Date` names no instant (ECMA-262, Time Values). */
const instantMax = 8.64e15;

/** With its name, where the registry knows it. */
function organisation(c: WebContext, id: unknown): string | undefined {
  if (typeof id !== 'string') return undefined;
  const name = c.get('registry').directory.organisation(id)?.document.name;
  return name === undefined || name === id ? id : `${name} (${id})`;
}

function member(payload: Payload, name: string): Payload {
  const value = payload[name];
  return typeof value === 'object' && value !== null ? (value as Payload) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function wordOf(words: Readonly<Record<string, string>>, value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return Object.hasOwn(words, value) ? words[value] : value;
}
