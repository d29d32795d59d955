import type { TextVerb } from '../policy.ts';
import type { Lexicon, Word } from './lexicon.ts';

export type Token = ({ readonly type: 'WORD' } & Word) | { readonly type: 'NUMBER'; readonly digits: string };

/** Longer texts are no commands: nobody writes so many codes. */
const commandLengthMax = 320;
/** Between codes: as the forms print them, and as people write. */
const separator = /[\s,;/+&#、؛،|.:-]/;
const digit = /[0-9]/;
/** From one code to another: what lies between them would be left out. */
const span = /^ ?- ?[0-9]/;
/** Scripts that leave no space between words. */
const spaceless = /[\p{Script=Han}]/u;

/**
 * A normalised text cut wholly into words of the lexicon and numbers, longest words first; undefined where that
 * cannot be.
 */
export function tokensOf(lexicon: Lexicon, text: string): readonly Token[] | undefined {
  if (text.length > commandLengthMax) return undefined;
  const hopeless = new Set<number>();
  const from = (at: number): Token[] | undefined => {
    let start = at;
    while (start < text.length && separator.test(text.charAt(start))) start++;
    if (start === text.length) return [];
    if (hopeless.has(start)) return undefined;
    for (const { token, end } of tokensAt(lexicon, text, start)) {
      const rest = from(end);
      if (rest !== undefined) return [token, ...rest];
    }
    hopeless.add(start);
    return undefined;
  };
  return from(0);
}

/** The verb that a normalised text begins with, with a word's end behind it. */
export function leadingVerb(
  { byInitial }: Lexicon,
  text: string,
): { readonly text: string; readonly does: TextVerb; readonly language?: string } | undefined {
  for (const word of byInitial.get(text.charAt(0)) ?? []) {
    const verb = word.meanings.find((one) => one.type === 'VERB');
    if (verb === undefined || !text.startsWith(word.text)) continue;
    const next = text.charAt(word.text.length);
    if (!/[\p{L}\p{M}\p{N}]/u.test(next) || spaceless.test(word.text)) return { ...verb, text: word.text };
  }
  return undefined;
}

function tokensAt(
  { byInitial }: Lexicon,
  text: string,
  start: number,
): readonly { readonly token: Token; readonly end: number }[] {
  if (digit.test(text.charAt(start))) {
    let end = start;
    while (digit.test(text.charAt(end))) end++;
    if (span.test(text.slice(end, end + 4))) return [];
    return [{ token: { type: 'NUMBER', digits: text.slice(start, end) }, end }];
  }
  return (byInitial.get(text.charAt(start)) ?? [])
    .filter((word) => text.startsWith(word.text, start))
    .map((word) => ({ token: { type: 'WORD' as const, ...word }, end: start + word.text.length }));
}
