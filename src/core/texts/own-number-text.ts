import type { Policy, TextVerb } from '../policy.ts';
import { parseComplaint } from './complaint-text.ts';
import { type Lexicon, lexiconOf } from './lexicon.ts';
import { normaliseText } from './normalise-text.ts';
import { senderNamed } from './sender-text.ts';
import { type NotUnderstood, nothingSelected, type OwnIntent, type ParsedText, type Selection } from './text-intent.ts';
import { leadingVerb, type Token, tokensOf } from './text-tokens.ts';

/**
 * What a text to the registry's own number asks for. Total. The first word decides; what begins with no verb, and is no
 * complaint, asks for nothing. Spaces may be missing only where nothing but known words and codes remains. Zero (all)
 * goes before any code, a refusal before an allowance of the same thing.
 */
export function parseOwnNumberText(policy: Policy, text: string): ParsedText {
  const complaint = parseComplaint(policy, text);
  if (complaint !== undefined) return { intent: complaint };
  const lexicon = lexiconOf(policy);
  const normal = normaliseText(text);
  const verb = leadingVerb(lexicon, normal);
  const isBroken = verb !== undefined && isOfSenders(verb.does);
  const named = isBroken ? senderNamed(text, verb.text, 'SURELY') : undefined;
  if (verb !== undefined && named !== undefined) return spoken(verb.language, ofSender(verb.does, named));
  const clauses = clausesOf(lexicon, tokensOf(lexicon, normal) ?? []);
  if (clauses !== undefined) return spoken(clauses[0]?.language, intentOf(clauses));
  if (verb === undefined) return { intent: unknownWord };
  const perhaps = isBroken ? senderNamed(text, verb.text, 'PERHAPS') : undefined;
  return spoken(verb.language, perhaps === undefined ? unknownCode : ofSender(verb.does, perhaps));
}

const unknownWord: NotUnderstood = { kind: 'UNKNOWN', reason: 'UNKNOWN_WORD' };
const unknownCode: NotUnderstood = { kind: 'UNKNOWN', reason: 'UNKNOWN_CODE' };

/** A verb and what stands with it. */
interface Clause {
  readonly does: TextVerb;
  readonly language: string | undefined;
  all: boolean;
  selection: Selection;
  /** Digits that no target has: a confirmation code, a reference, or a mistake. */
  readonly numbers: string[];
  readonly languages: string[];
}

function spoken(language: string | undefined, intent: ParsedText['intent']): ParsedText {
  return { intent, ...(language === undefined ? {} : { language }) };
}

function isOfSenders(does: TextVerb): boolean {
  return does === 'REFUSE' || does === 'ALLOW';
}

function ofSender(does: TextVerb, sender: string): OwnIntent {
  return { kind: does === 'REFUSE' ? 'REFUSE_SENDER' : 'ADMIT_SENDER', sender };
}

/** Targets before the first verb belong to it: `FULLY BLOCK`, and languages whose verb stands last. */
function clausesOf(lexicon: Lexicon, tokens: readonly Token[]): readonly Clause[] | undefined {
  const [only] = tokens;
  if (tokens.length === 1 && only?.type === 'WORD') {
    const named = only.meanings.find((one) => one.type === 'LANGUAGE');
    if (named !== undefined && only.text.length > 2) {
      return [{ ...newClause('LANGUAGE', named.language), languages: [named.language] }];
    }
  }
  const clauses: Clause[] = [];
  const early: Token[] = [];
  for (const token of tokens) {
    const verb = token.type === 'WORD' ? token.meanings.find((one) => one.type === 'VERB') : undefined;
    const last = clauses.at(-1);
    if (verb !== undefined) {
      const clause = newClause(verb.does, verb.language);
      clauses.push(clause);
      for (const one of early.splice(0)) take(lexicon, clause, one);
    } else if (last === undefined) early.push(token);
    else take(lexicon, last, token);
  }
  return clauses.length === 0 ? undefined : clauses;
}

function newClause(does: TextVerb, language: string | undefined): Clause {
  return { does, language, all: false, selection: nothingSelected, numbers: [], languages: [] };
}

function take(lexicon: Lexicon, clause: Clause, token: Token): void {
  const meanings =
    token.type === 'WORD' ? token.meanings : [lexicon.codes.get(token.digits.replace(/^0+(?=\d)/, ''))].flat();
  for (const meaning of token.type === 'NUMBER' && isLong(token.digits) ? [] : meanings) {
    if (meaning?.type === 'TARGET') {
      clause.all ||= meaning.all;
      clause.selection = union(clause.selection, meaning.selection);
      return;
    }
    if (meaning?.type === 'LANGUAGE') {
      clause.languages.push(meaning.language);
      return;
    }
  }
  clause.numbers.push(token.type === 'NUMBER' ? token.digits : token.text);
}

/** Codes of things have at most three digits, codes of replies and references more. */
function isLong(digits: string): boolean {
  return digits.length > 3;
}

function intentOf(clauses: readonly Clause[]): OwnIntent | NotUnderstood {
  const [first, ...more] = clauses;
  if (first === undefined) return unknownWord;
  if (clauses.every(({ does, languages }) => isOfChoices(does) && languages.length === 0)) return choices(clauses);
  if (more.length === 0) return singles[first.does](first);
  return clauses.every(isOfList) ? mixed(clauses) : unknownCode;
}

function isOfChoices(does: TextVerb): boolean {
  return isOfSenders(does) || does === 'REFUSE_ALL';
}

/** Words of today, and those of 2011 with their categories. */
function isOfList(clause: Clause): boolean {
  const { does, all, selection, languages } = clause;
  if (isOfChoices(does)) return languages.length === 0;
  const isLegacy = does === 'REFUSE_ALL_BUT' || does === 'DISALLOW';
  return isLegacy && !all && selection.categories.length > 0 && onlyCategories(clause);
}

/** What START or STOP of 2011 says beside other words: what any of them refuses is refused. */
function mixed(clauses: readonly Clause[]): OwnIntent | NotUnderstood {
  const opening = clauses.filter(({ does }) => does === 'REFUSE_ALL_BUT');
  const others = clauses.filter(({ does }) => does !== 'REFUSE_ALL_BUT');
  const told = choices(others.map((one) => (one.does === 'DISALLOW' ? { ...one, does: 'REFUSE' as const } : one)));
  if (opening.length === 0 || told.kind !== 'CHANGE') return told;
  const opened = opening.map(({ selection }) => selection).reduce(union, nothingSelected);
  const left = without(union(opened, told.allow), told.refuse);
  if (!isNothing({ ...left, categories: [] })) return unknownCode;
  const refuse = isNothing(told.refuse) ? {} : { refuse: told.refuse };
  return { kind: 'REFUSE_ALL_BUT', allow: left, adds: true, ...refuse };
}

function choices(clauses: readonly Clause[]): OwnIntent | NotUnderstood {
  const refusing = clauses.filter(({ does }) => does !== 'ALLOW');
  const allowing = clauses.filter(({ does }) => does === 'ALLOW');
  const refusesAll = refusing.some((one) => one.does === 'REFUSE_ALL' || one.all || isBare(one));
  if (!refusesAll && clauses.some(({ numbers }) => numbers.length > 0)) return unknownCode;
  const refuse = refusing.map(({ selection }) => selection).reduce(union, nothingSelected);
  const allow = without(allowing.map(({ selection }) => selection).reduce(union, nothingSelected), refuse);
  if (refusesAll) return isNothing(allow) ? { kind: 'REFUSE_ALL' } : { kind: 'REFUSE_ALL_BUT', allow, adds: false };
  if (refusing.length === 0 && allowing.some((one) => one.all || isBare(one))) return { kind: 'LEAVE' };
  return { kind: 'CHANGE', refuse, allow };
}

type Single = (clause: Clause) => OwnIntent | NotUnderstood;

const plain =
  (kind: 'STATUS' | 'HELP' | 'MENU' | 'SIGN_IN'): Single =>
  (clause) =>
    isBare(clause) ? { kind } : unknownCode;

const withCode =
  (kind: 'CONFIRM' | 'DECLINE' | 'UNDO'): Single =>
  (clause) => {
    const [code, ...more] = clause.numbers;
    if (more.length > 0 || clause.all || !isNothing(clause.selection)) return unknownCode;
    return code === undefined ? { kind } : { kind, code };
  };

/** `STOP 123456 0`: the code, then what the first text asked for. `STOP 9` is a mistake. */
const leave: Single = ({ numbers, selection }) => {
  const [code, ...more] = numbers;
  if (more.length > 0 || !isNothing(selection) || (code !== undefined && !isLong(code))) return unknownCode;
  return code === undefined ? { kind: 'LEAVE' } : { kind: 'LEAVE', code };
};

const singles: Readonly<Record<TextVerb, Single>> = {
  REFUSE: (clause) => choices([clause]),
  ALLOW: (clause) => choices([clause]),
  REFUSE_ALL: (clause) => choices([clause]),
  REFUSE_ALL_BUT(clause) {
    if (clause.all) return { kind: 'REFUSE_ALL' };
    if (isBare(clause)) return { kind: 'MENU' };
    if (!onlyCategories(clause)) return unknownCode;
    return { kind: 'REFUSE_ALL_BUT', allow: clause.selection, adds: true };
  },
  DISALLOW(clause) {
    if (clause.all || clause.selection.categories.length === 0) return leave({ ...clause });
    if (!onlyCategories(clause)) return unknownCode;
    return { kind: 'CHANGE', refuse: clause.selection, allow: nothingSelected };
  },
  LEAVE: leave,
  CONFIRM: withCode('CONFIRM'),
  DECLINE: withCode('DECLINE'),
  UNDO: withCode('UNDO'),
  STATUS: plain('STATUS'),
  HELP: plain('HELP'),
  MENU: plain('MENU'),
  SIGN_IN: plain('SIGN_IN'),
  LANGUAGE(clause) {
    const [language, ...more] = clause.languages;
    return language === undefined || more.length > 0 ? unknownCode : { kind: 'LANGUAGE', language };
  },
};

function onlyCategories({ numbers, selection }: Clause): boolean {
  return numbers.length === 0 && isNothing({ ...selection, categories: [] });
}

function isBare({ all, numbers, selection }: Clause): boolean {
  return !all && numbers.length === 0 && isNothing(selection);
}

const parts = ['categories', 'channels', 'bands', 'dayTypes'] as const;

function isNothing(selection: Selection): boolean {
  return parts.every((part) => selection[part].length === 0);
}

function union(one: Selection, other: Selection): Selection {
  return combined((part) => [...new Set([...one[part], ...other[part]])]);
}

function without(one: Selection, other: Selection): Selection {
  return combined((part) => one[part].filter((id) => !other[part].includes(id)));
}

function combined(of: (part: (typeof parts)[number]) => readonly string[]): Selection {
  return { categories: of('categories'), channels: of('channels'), bands: of('bands'), dayTypes: of('dayTypes') };
}
