import { expect, test } from 'vitest';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { policies } from '../../../src/core/policies/policies.ts';
import type { TextRules } from '../../../src/core/policy.ts';
import { textRuleFaults } from '../../../src/core/texts/text-rules-check.ts';

const { texts } = inPolicy;
const source = { source: 'made up', confirmed: false };

test.for(Object.entries(policies))('the grammar of %s has no fault', ([, policy]) => {
  expect(textRuleFaults(policy)).toEqual([]);
});

test.for<[string, Partial<TextRules>, RegExp]>([
  ['without a number', { numbers: [] }, /^texts\.numbers: none/],
  ['with a number that is none', { numbers: [{ number: '19-09', ...source }] }, /^texts\.numbers 19-09/],
  [
    'with one word for two things',
    { verbs: [...texts.verbs, { does: 'LEAVE', words: ['ｂｌｏｃｋ'], ...source }] },
    /ｂｌｏｃｋ does REFUSE and LEAVE/,
  ],
  [
    'with a word that is a code',
    { verbs: [...texts.verbs, { does: 'LEAVE', words: ['99'], ...source }] },
    /99 is no word/,
  ],
  [
    'with words for no category of the policy',
    { targets: [{ names: { category: 'SPORT' }, words: ['SPORT'], ...source }] },
    /unknown .*SPORT/,
  ],
  [
    'with words for no channel of the policy',
    { targets: [{ names: { channel: 'FAX' }, words: ['FAX'], ...source }] },
    /unknown .*FAX/,
  ],
  ['without words in a language', { verbs: texts.verbs.filter(({ language }) => language !== 'hi') }, /for UNDO in hi/],
  ['with a language unnamed', { languageNames: { en: ['English'] } }, /no name of hi/],
  ['with a clock that stands', { clocks: { ...texts.clocks, lateAfterSec: 0 } }, /clocks\.lateAfterSec/],
  ['with half a day to complain', { complaintWindows: [{ days: 0.5, ...source }] }, /complaintWindows: not/],
  [
    'with a row of unknown source',
    { replies: [{ does: 'HELP', words: ['?'], ...source, source: ' ' }] },
    /replies\[0\]/,
  ],
])('a grammar is at fault %s', ([, part, fault]) => {
  const faults = textRuleFaults({ ...inPolicy, texts: { ...texts, ...part } });
  expect(faults).toContainEqual(expect.stringMatching(fault));
});
