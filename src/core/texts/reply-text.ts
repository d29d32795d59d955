import type { Policy, ReplyWords } from '../policy.ts';
import { lexiconOf } from './lexicon.ts';
import { asciiDigits, normaliseText } from './normalise-text.ts';
import { parseOwnNumberText } from './own-number-text.ts';
import type { NotUnderstood, ParsedText, ReplyIntent } from './text-intent.ts';
import { leadingVerb } from './text-tokens.ts';

/**
 * What a text to a sender's own number asks of that sender. Total. Whole texts first, as the policy lists them; then a
 * code of the registry's that is answered here; then a refusal in plain words. Nothing else asks for anything.
 */
export function parseReply(policy: Policy, to: string, text: string): ParsedText {
  const { texts } = policy;
  const flat = flatText(text);
  const digits = asciiDigits(to).replaceAll(/\D/g, '');
  const narrow = texts.narrowReplies.find(({ prefixes }) => prefixes.some((prefix) => digits.startsWith(prefix)));
  const replies = narrow?.replies ?? texts.replies;
  const row = replies.find(({ words }) => words.some((word) => flatText(word) === flat));
  if (row !== undefined) return { intent: intents[row.does] };
  const item = itemOf(replies, flat);
  if (item !== undefined) return { intent: { kind: 'OPT_OUT_OF_ITEM', item } };
  const answer = answerOf(policy, text);
  if (answer !== undefined) return answer;
  if (narrow === undefined && isPlainRefusal(policy, flat)) return { intent: plainly };
  return { intent: unknown };
}

const intents: Readonly<Record<ReplyWords['does'], ReplyIntent>> = {
  OPT_OUT: { kind: 'OPT_OUT', scope: 'SENDER', by: 'WORD' },
  OPT_OUT_ALL: { kind: 'OPT_OUT', scope: 'ALL_PROGRAMMES', by: 'WORD' },
  OPT_IN: { kind: 'OPT_IN' },
  HELP: { kind: 'HELP' },
};
const plainly: ReplyIntent = { kind: 'OPT_OUT', scope: 'SENDER', by: 'PLAIN_LANGUAGE' };
const unknown: NotUnderstood = { kind: 'UNKNOWN', reason: 'UNKNOWN_WORD' };

/** Letters and digits with single spaces between, so that `OPT-OUT`, `opt out` and `Opt out!!` are one. */
function flatText(text: string): string {
  return normaliseText(text)
    .replaceAll("'", '')
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();
}

function itemOf(replies: readonly ReplyWords[], flat: string): string | undefined {
  const [, word, item] = /^(.*?\D) ?(\d{1,20})$/.exec(flat) ?? [];
  const takes = replies.some(
    ({ takesItem, words }) => takesItem === true && words.some((one) => flatText(one) === word?.trim()),
  );
  return takes ? item : undefined;
}

/** People answer where they stand: a code that the registry texted is taken here too. */
function answerOf(policy: Policy, text: string): ParsedText | undefined {
  const verb = leadingVerb(lexiconOf(policy), normaliseText(text));
  if (verb === undefined) return undefined;
  const { intent, language } = parseOwnNumberText(policy, text);
  if (intent.kind !== 'CONFIRM' && intent.kind !== 'DECLINE' && intent.kind !== 'UNDO') return undefined;
  if (intent.code === undefined) return undefined;
  return { intent, ...(language === undefined ? {} : { language }) };
}

function isPlainRefusal({ texts }: Policy, flat: string): boolean {
  return texts.plainRefusals.some(({ phrases, unless }) => {
    const rest = unless.reduce((left, phrase) => cutOut(left, flatText(phrase)), flat);
    return phrases.some((phrase) => holds(rest, flatText(phrase)));
  });
}

/** Chinese leaves no space between words; elsewhere a phrase is whole words. */
function holds(flat: string, phrase: string): boolean {
  return /\p{Script=Han}/u.test(phrase)
    ? flat.replaceAll(' ', '').includes(phrase)
    : ` ${flat} `.includes(` ${phrase} `);
}

function cutOut(flat: string, phrase: string): string {
  if (/\p{Script=Han}/u.test(phrase)) return flat.replaceAll(phrase, ' ');
  return ` ${flat} `.replaceAll(` ${phrase} `, '  ').trim();
}
