import type { Names, Policy } from '../../core/policy.ts';
import type { Preferences } from '../../core/preferences.ts';
import { textsOf } from '../texts.ts';
import { cut, fitsOneMessage, gsm } from './one-message.ts';
import { type Sentences, sentencesIn } from './sentences.ts';

/** What a reply tells; `code`: what its undo word goes with. */
export type Saying =
  | { readonly says: 'STATE'; readonly state: Preferences; readonly code?: string; readonly wanted?: Wanted }
  | {
      readonly says: 'senderRefused' | 'senderAllowed' | 'senderReadmitted';
      readonly brand: string;
      readonly code?: string;
    }
  | { readonly says: 'senderAsked'; readonly brand: string; readonly code: string }
  | { readonly says: 'senderStands' | 'itemOnly' | 'howToRefuse' | 'declined'; readonly brand: string }
  | { readonly says: 'lineAsked'; readonly code: string }
  | { readonly says: 'signInCode'; readonly code: string; readonly minutes: number }
  | { readonly says: 'complaint'; readonly sender: string }
  | { readonly says: 'menu' | PlainSentence };

/** What a YES would make of the state. */
interface Wanted {
  readonly preferences: Preferences;
  readonly code: string;
}

type PlainSentence =
  | 'help'
  | 'unknownWord'
  | 'unknownCode'
  | 'unknownSender'
  | 'codeMissing'
  | 'codeWrong'
  | 'changedSince'
  | 'late'
  | 'outOfService'
  | 'dropped'
  | 'languageSet';

/** How much is said of names: at most so many, at most so long each. The last says how many there are. */
interface Room {
  readonly names: number;
  readonly length: number;
}

const rooms: readonly Room[] = [
  ...[9, 7, 5, 4, 3, 2].flatMap((names) => [40, 24, 16].map((length) => ({ names, length }))),
  ...[12, 10, 8, 6, 4, 3, 2].map((length) => ({ names: 1, length })),
  { names: 0, length: 2 },
];

/** A reply in one language of the policy, in one message. */
export function replyText(policy: Policy, language: string, saying: Saying): string {
  const words = sentencesIn(language);
  const texts = rooms.map((room) => told({ policy, language, words, room }, saying));
  return texts.find(fitsOneMessage) ?? texts.at(-1) ?? '';
}

interface Teller {
  readonly policy: Policy;
  readonly language: string;
  readonly words: Sentences;
  readonly room: Room;
}

function told(teller: Teller, saying: Saying): string {
  const { words } = teller;
  switch (saying.says) {
    case 'STATE':
      return stateTold(teller, saying);
    case 'senderRefused':
    case 'senderAllowed':
    case 'senderReadmitted': {
      const text = words[saying.says](named(teller, saying.brand));
      return saying.code === undefined ? text : `${text} ${words.undo(saying.code)}`;
    }
    case 'senderAsked':
      return words.senderAsked(named(teller, saying.brand), saying.code);
    case 'senderStands':
    case 'itemOnly':
    case 'howToRefuse':
    case 'declined':
      return words[saying.says](named(teller, saying.brand));
    case 'lineAsked':
      return words.lineAsked(saying.code);
    case 'signInCode':
      return textsOf(teller.policy, teller.language).code(saying.code, saying.minutes);
    case 'complaint':
      return words.complaint(named(teller, saying.sender));
    case 'menu':
      return menuTold(teller);
    default:
      return words[saying.says];
  }
}

function stateTold(teller: Teller, { state, wanted, code }: Extract<Saying, { readonly says: 'STATE' }>): string {
  const { words } = teller;
  const parts = [stateWords(teller, state)];
  if (wanted !== undefined) parts.push(words.ifYes(wanted.code, stateWords(teller, wanted.preferences)));
  if (code !== undefined) parts.push(words.undo(code));
  return parts.join(' ');
}

/** What stands, in words: as much of the names as there is room for. */
function stateWords(teller: Teller, state: Preferences): string {
  const { words } = teller;
  const allowed = listed(teller, chosenNames(teller, state, 'ALLOW'));
  const refused = listed(teller, chosenNames(teller, state, 'REFUSE'));
  const hasHours = state.refusedBands.length + state.refusedDayTypes.length > 0;
  const hours = hasHours ? ` ${words.hours}` : '';
  if (state.base !== 'LAW')
    return (allowed === '' ? words.allRefused : words.allBut(allowed)) + (allowed === '' ? '' : hours);
  if (refused === '' && allowed === '') return hasHours ? words.hours : words.nothingRefused;
  const parts = [refused === '' ? '' : words.refused(refused), allowed === '' ? '' : words.allowed(allowed)];
  return parts.filter((part) => part !== '').join(' ') + hours;
}

/** A category, a channel, or a category on one channel. */
type Chosen = readonly [name: string, channel?: string];

function chosenNames(
  { policy, language }: Teller,
  { categories, channels, cells }: Preferences,
  choice: 'ALLOW' | 'REFUSE',
): readonly Chosen[] {
  const nameOf = (rows: readonly { readonly id: string; readonly names: Names }[], id: string): string =>
    rows.find((row) => row.id === id)?.names[language] ?? id;
  const ids = (choices: Readonly<Record<string, string>>) =>
    Object.entries(choices)
      .filter(([, made]) => made === choice)
      .map(([id]) => id);
  return [
    ...ids(categories).map((id) => [nameOf(policy.categories, id)] as const),
    ...ids(channels).map((id) => [nameOf(policy.channels, id)] as const),
    ...cells
      .filter((cell) => cell.choice === choice)
      .map(({ category, channel }) => [nameOf(policy.categories, category), nameOf(policy.channels, channel)] as const),
  ];
}

function listed(teller: Teller, chosen: readonly Chosen[]): string {
  const { words, room } = teller;
  const shown = chosen
    .slice(0, room.names)
    .map(([name, channel]) => short(teller, name) + (channel === undefined ? '' : ` (${short(teller, channel)})`));
  const rest = chosen.length - shown.length;
  return [...shown, ...(rest > 0 ? [room.names === 0 ? String(rest) : words.more(rest)] : [])].join(words.comma);
}

function short({ words, room }: Teller, name: string): string {
  return cut(words.script === 'GSM' ? gsm(name) : name, room.length).replace(/[\s,、，(（]+$/u, '');
}

function named(teller: Teller, name: string): string {
  return short({ ...teller, room: { ...teller.room, length: Math.min(24, Math.max(4, teller.room.length)) } }, name);
}

function menuTold(teller: Teller): string {
  const codes = teller.policy.categories.map(({ code, names }) =>
    `${code} ${short(teller, names[teller.language] ?? '')}`.trim(),
  );
  const separator = teller.words.script === 'GSM' ? ', ' : ' ';
  return teller.words.menu(codes.join(separator));
}
