import type { Policy, TextVerb } from '../policy.ts';
import { normaliseText } from './normalise-text.ts';
import { nothingSelected, type Selection } from './text-intent.ts';

/** What a word of a text to the registry's own number stands for. */
export type Meaning =
  | { readonly type: 'VERB'; readonly does: TextVerb; readonly language?: string }
  | { readonly type: 'TARGET'; readonly all: boolean; readonly selection: Selection }
  | { readonly type: 'LANGUAGE'; readonly language: string };

export interface Word {
  readonly text: string;
  /** A word may be verb and language, or target and verb: what fits its place is taken. */
  readonly meanings: readonly Meaning[];
}

/** A policy's words in the shape that parsing reads: built once per policy value. */
export interface Lexicon {
  /** By first character, longest first. */
  readonly byInitial: ReadonlyMap<string, readonly Word[]>;
  /** Targets by code, without leading zeros. */
  readonly codes: ReadonlyMap<string, Meaning>;
}

const lexicons = new WeakMap<Policy, Lexicon>();

export function lexiconOf(policy: Policy): Lexicon {
  const known = lexicons.get(policy);
  if (known !== undefined) return known;
  const lexicon = newLexicon(policy);
  lexicons.set(policy, lexicon);
  return lexicon;
}

function newLexicon(policy: Policy): Lexicon {
  const meanings = new Map<string, Meaning[]>();
  const codes = new Map<string, Meaning>();
  const add = (raw: string, meaning: Meaning): void => {
    const text = normaliseText(raw);
    if (/^\d+$/.test(text)) codes.set(text, meaning);
    else if (text !== '') meanings.set(text, [...(meanings.get(text) ?? []), meaning]);
  };
  for (const { does, words, language } of policy.texts.verbs) {
    for (const word of words) add(word, { type: 'VERB', does, ...(language === undefined ? {} : { language }) });
  }
  for (const { words, names } of policy.texts.targets) {
    for (const word of words)
      add(word, { type: 'TARGET', all: names === 'ALL', selection: selectionOf(policy, names) });
  }
  for (const [language, words] of Object.entries(policy.texts.languageNames)) {
    for (const word of words) add(word, { type: 'LANGUAGE', language });
  }
  for (const [code, selection] of codedSelections(policy)) add(code, { type: 'TARGET', all: false, selection });
  for (const { names, id } of policy.categories) {
    const meaning: Meaning = { type: 'TARGET', all: false, selection: { ...nothingSelected, categories: [id] } };
    for (const name of [id, ...Object.values(names)]) if (!meanings.has(normaliseText(name))) add(name, meaning);
  }
  return { byInitial: byInitial(meanings), codes };
}

function selectionOf(policy: Policy, names: Policy['texts']['targets'][number]['names']): Selection {
  if (names === 'ALL') return nothingSelected;
  if (names === 'EVERY_CHANNEL') return { ...nothingSelected, channels: policy.channels.map(({ id }) => id) };
  if (names === 'EVERY_BAND') return { ...nothingSelected, bands: policy.bands.map(({ id }) => id) };
  if ('category' in names) return { ...nothingSelected, categories: [names.category] };
  return { ...nothingSelected, channels: [names.channel] };
}

function codedSelections({ categories, channels, bands, dayTypes }: Policy): readonly (readonly [string, Selection])[] {
  return [
    ...categories.map(({ code, id }) => [String(code), { ...nothingSelected, categories: [id] }] as const),
    ...channels.map(({ code, id }) => [String(code), { ...nothingSelected, channels: [id] }] as const),
    ...bands.map(({ code, id }) => [String(code), { ...nothingSelected, bands: [id] }] as const),
    ...dayTypes.map(({ code, id }) => [String(code), { ...nothingSelected, dayTypes: [id] }] as const),
  ];
}

function byInitial(meanings: ReadonlyMap<string, readonly Meaning[]>): ReadonlyMap<string, readonly Word[]> {
  const groups = new Map<string, Word[]>();
  for (const [text, own] of [...meanings].sort(([a], [b]) => b.length - a.length || (a < b ? -1 : 1))) {
    const initial = text.charAt(0);
    groups.set(initial, [...(groups.get(initial) ?? []), { text, meanings: own }]);
  }
  return groups;
}
