import { Fault } from '../../core/fault.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { Preferences } from '../../core/preferences.ts';
import type { OwnIntent, ReplyIntent } from '../../core/texts/text-intent.ts';
import { type EpochMs, secondMs } from '../../core/time.ts';
import type { ShortRecordPut } from '../../storage/store.ts';
import { keyedHash } from '../access/keyed-hash.ts';
import { randomCode } from '../access/request-code.ts';
import type { Registry } from '../registry.ts';

/** What a YES with the code does. */
export type Step =
  | { readonly does: 'SET'; readonly preferences: Preferences; readonly follows: number }
  /** The whole text, which came over a link that does not show who sent it; `brand`: whose number it was sent to. */
  | { readonly does: 'TEXT'; readonly intent: OwnIntent | ReplyIntent; readonly brand?: string }
  /** `isAsked`: the brand asked for it, so that a NO is a word to the brand. */
  | { readonly does: 'CONSENT'; readonly brand: string; readonly isAsked: boolean }
  | { readonly does: 'READMIT'; readonly brand: string };

/** What an UNDO with the reference takes back. */
export type Undo =
  | { readonly of: 'PREFERENCES'; readonly before: Preferences; readonly position: number }
  | { readonly of: 'SENDER_REFUSED' | 'SENDER_READMITTED' | 'CONSENT_GIVEN'; readonly brand: string };

/** What may be answered to one reply of the registry. */
export interface Turn {
  /** Keyed hash of number and code: the code is in the reply alone. */
  readonly codeHash: string;
  readonly expiresAt: EpochMs;
  readonly step?: Step;
  readonly undo?: Undo;
}

/** A text that came in lately. */
interface RecentText {
  readonly messageHash: string;
  readonly textHash: string;
  readonly at: EpochMs;
  readonly networkTime?: EpochMs;
}

/** What is remembered of a number between its texts, of one holder alone. */
export interface TextLine {
  readonly tenure: number;
  readonly language?: string;
  readonly recent: readonly RecentText[];
  readonly turns: readonly Turn[];
}

const turnsMax = 12;
const recentMax = 20;
const attemptsMax = 16;

/** The line as it stands; an empty one for a new holder. */
export async function readLine(registry: Registry, number: PhoneNumber, tenure: number): Promise<TextLine> {
  return lineAt(registry, await lineId(registry, number), tenure).line;
}

/** Compare and swap until it is written. `change` answers undefined where nothing is to be written. */
export async function changeLine(
  registry: Registry,
  number: PhoneNumber,
  tenure: number,
  change: (line: TextLine) => TextLine | undefined,
): Promise<TextLine> {
  const id = await lineId(registry, number);
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const { line, expected } = lineAt(registry, id, tenure);
    const next = change(line);
    if (next === undefined) return line;
    const kept = bounded(next);
    if (await registry.store.putShortRecord(putOf(registry, id, expected, kept))) return kept;
  }
  throw new Fault('ABORTED', 'many texts came from this number at the same time', { retryAfterSec: 1 });
}

/** Forgets what is remembered of a number between its texts. */
export async function dropLine(registry: Registry, number: PhoneNumber): Promise<void> {
  const id = await lineId(registry, number);
  const now = registry.now();
  const record = registry.store.shortRecord('TEXT_LINE', id, now);
  if (record === undefined) return;
  const { version: expected, expiresAt } = record;
  await registry.store.putShortRecord({ kind: 'TEXT_LINE', id, expected, body: undefined, expiresAt, now });
}

/** A change of the line that is to be written with other records: undone by whatever is written to it before. */
export async function linePut(
  registry: Registry,
  number: PhoneNumber,
  tenure: number,
  change: (line: TextLine) => TextLine,
): Promise<ShortRecordPut> {
  const id = await lineId(registry, number);
  const { line, expected } = lineAt(registry, id, tenure);
  return putOf(registry, id, expected, bounded(change(line)));
}

function bounded(line: TextLine): TextLine {
  return { ...line, turns: line.turns.slice(-turnsMax), recent: line.recent.slice(-recentMax) };
}

function putOf({ policy, now }: Registry, id: string, expected: number, line: TextLine): ShortRecordPut {
  const { confirmForSec, languageForSec } = policy.texts.clocks;
  const expiresAt = now() + (line.language === undefined ? confirmForSec : languageForSec) * secondMs;
  return { kind: 'TEXT_LINE', id, expected, body: JSON.stringify(line), expiresAt, now: now() };
}

/** Opens a turn; resolves to the six digits that go into the reply. */
export async function openTurn(
  registry: Registry,
  number: PhoneNumber,
  tenure: number,
  may: Pick<Turn, 'step' | 'undo'>,
): Promise<string> {
  const expiresAt = registry.now() + registry.policy.texts.clocks.confirmForSec * secondMs;
  const { code, turn } = await newTurn(registry, number, may, expiresAt);
  await changeLine(registry, number, tenure, withTurn(turn));
  return code;
}

/** A turn that is still to be written, and its six digits. */
export async function newTurn(
  registry: Registry,
  number: PhoneNumber,
  may: Pick<Turn, 'step' | 'undo'>,
  expiresAt: EpochMs,
): Promise<{ readonly code: string; readonly turn: Turn }> {
  const code = randomCode();
  return { code, turn: { ...may, codeHash: await turnHash(registry, number, code), expiresAt } };
}

export function withTurn(turn: Turn): (line: TextLine) => TextLine {
  return (line) => ({ ...line, turns: [...line.turns, turn] });
}

export function turnHash(registry: Registry, number: PhoneNumber, code: string): Promise<string> {
  return keyedHash(registry, 'text code', `${number}\n${code}`);
}

/** A turn is taken once. */
export function withoutTurn(turn: Turn): (line: TextLine) => TextLine {
  return (line) => ({ ...line, turns: line.turns.filter(({ codeHash }) => codeHash !== turn.codeHash) });
}

function lineAt(
  { store, now }: Registry,
  id: string,
  tenure: number,
): { readonly line: TextLine; readonly expected: number } {
  const record = store.shortRecord('TEXT_LINE', id, now());
  const kept = record === undefined ? undefined : (JSON.parse(record.body) as TextLine);
  const empty: TextLine = { tenure, recent: [], turns: [] };
  if (kept?.tenure !== tenure) return { line: empty, expected: record?.version ?? 0 };
  const turns = kept.turns.filter(({ expiresAt }) => expiresAt > now());
  return { line: { ...kept, turns }, expected: record?.version ?? 0 };
}

function lineId(registry: Registry, number: PhoneNumber): Promise<string> {
  return keyedHash(registry, 'text line', String(number));
}
