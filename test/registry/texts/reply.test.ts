import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policies } from '../../../src/core/policies/policies.ts';
import type { Policy, TextVerb } from '../../../src/core/policy.ts';
import { canonicalPreferences, noPreferences } from '../../../src/core/preferences.ts';
import { fitsOneMessage } from '../../../src/registry/texts/one-message.ts';
import { replyText, type Saying } from '../../../src/registry/texts/reply.ts';
import { anyPreferences } from '../../core/any-decision.ts';

const languages = Object.values(policies).flatMap((policy) =>
  policy.languages.map((language) => ({ policy, language })),
);
const code = '482193';
const brands = [
  'DEMO',
  'Banco Ejemplo de Crédito y Ahorro, S.A.',
  '示例银行股份有限公司信用卡营销中心（上海）',
  '👩‍👩‍👧‍👦 Familie',
  '',
];
const plain = [
  ...(['menu', 'help', 'unknownWord', 'unknownCode', 'unknownSender', 'codeMissing', 'codeWrong'] as const),
  ...(['changedSince', 'late', 'outOfService', 'dropped', 'languageSet'] as const),
].map((says): Saying => ({ says }));
const ofBrands = brands.flatMap((brand): Saying[] => [
  ...(['senderRefused', 'senderAllowed', 'senderReadmitted', 'senderAsked'] as const).map((says) => ({
    says,
    brand,
    code,
  })),
  ...(['senderStands', 'itemOnly', 'howToRefuse', 'declined'] as const).map((says) => ({ says, brand })),
  { says: 'complaint', sender: brand },
]);

/** 3GPP TS 23.038 6.2.1, without the extension table. */
const gsmAlphabet =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

function lengthFits(text: string): boolean {
  return text.length <= ([...text].every((letter) => gsmAlphabet.includes(letter)) ? 160 : 70);
}

test.for(languages)('in $language every answer of $policy.id fits one message', ({ policy, language }) => {
  for (const saying of [...plain, ...ofBrands, { says: 'lineAsked', code } as const]) {
    const text = replyText(policy, language, saying);
    expect(lengthFits(text), text).toBe(true);
    expect(fitsOneMessage(text), text).toBe(true);
    expect(text).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|undefined/);
  }
});

const verbsOf = (policy: Policy, does: TextVerb): readonly string[] =>
  policy.texts.verbs.filter((row) => row.does === does).flatMap(({ words }) => words);
const holdsWord = (text: string, words: readonly string[]) =>
  words.some((word) => text.includes(`${word.replace('Í', 'I')} ${code}`) || text.includes(`${word}${code}`));

test.for(languages)(
  'in $language a change of one sender in $policy.id names it, with the word and the digits that go back',
  ({ policy, language }) => {
    for (const says of ['senderRefused', 'senderAllowed', 'senderReadmitted'] as const) {
      const text = replyText(policy, language, { says, brand: 'DEMO', code });
      expect(text).toContain('DEMO');
      expect(holdsWord(text, verbsOf(policy, 'UNDO')), text).toBe(true);
    }
    const asked = replyText(policy, language, { says: 'senderAsked', brand: 'DEMO', code });
    expect(holdsWord(asked, verbsOf(policy, 'CONFIRM')), asked).toBe(true);
  },
);

test.for(languages)(
  'in $language any state of $policy.id fits one message, with the word and the digits that go on and back',
  ({ policy, language }) => {
    fc.assert(
      fc.property(anyPreferences(policy), anyPreferences(policy), (one, other) => {
        const [state, preferences] = [canonicalPreferences(one), canonicalPreferences(other)];
        for (const saying of [
          { says: 'STATE', state },
          { says: 'STATE', state, code },
          { says: 'STATE', state, wanted: { preferences, code } },
          { says: 'STATE', state, code, wanted: { preferences, code } },
        ] satisfies Saying[]) {
          const text = replyText(policy, language, saying);
          expect(lengthFits(text), `${text.length}: ${text}`).toBe(true);
          if ('code' in saying) expect(holdsWord(text, verbsOf(policy, 'UNDO')), text).toBe(true);
          if ('wanted' in saying) expect(holdsWord(text, verbsOf(policy, 'CONFIRM')), text).toBe(true);
        }
      }),
      { numRuns: 40 },
    );
  },
);

test.for([
  ['zh', '拒收：贷款理财、短信。 撤销请回复“撤销482193”'],
  ['en', 'Refused: Loans and wealth management; Text messages. To go back: UNDO 482193'],
])('in %s a state reads %s', ([language, text]) => {
  const state = { ...noPreferences, categories: { FIN_CREDIT: 'REFUSE' }, channels: { SMS: 'REFUSE' } } as const;
  const policy = policies['CN'];
  expect(policy && replyText(policy, language as string, { says: 'STATE', state, code })).toBe(text);
});

test('the menu names every code', () => {
  for (const { policy, language } of languages) {
    const menu = replyText(policy, language, { says: 'menu' });
    for (const { code: category } of policy.categories) expect(menu).toMatch(new RegExp(`(^|\\D)${category}\\D`));
  }
});
