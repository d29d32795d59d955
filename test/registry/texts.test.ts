import { expect, test } from 'vitest';
import { policies } from '../../src/core/policies/policies.ts';
import { textsOf } from '../../src/registry/texts.ts';

/** 3GPP TS 23.038 6.2.1, without the extension table. */
const gsmAlphabet =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';

const languages = Object.values(policies).flatMap((policy) =>
  policy.languages.map((language) => ({ policy, language })),
);
const names = [
  'DEMO',
  'Banco Ejemplo de Crédito y Ahorro, S.A.',
  '示例银行股份有限公司信用卡营销中心（上海）',
  '👩‍👩‍👧‍👦 Familie',
  '',
];

test.for(languages)(
  'in $language each text fits one message, whatever the name of the brand',
  ({ policy, language }) => {
    const texts = textsOf(policy, language);
    const codes = [texts.code('000000', 10), texts.erasureCode('000000', 10)];
    for (const text of [...codes, ...names.map((name) => texts.consentRequest(name, '000000'))]) {
      const isGsm = [...text].every((letter) => gsmAlphabet.includes(letter));
      expect(text.length, text).toBeLessThanOrEqual(isGsm ? 160 : 70);
      expect(text).not.toMatch(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])/);
    }
  },
);

test.for(languages)('in $language there is a text of its own', ({ policy, language }) => {
  const english = textsOf(policy, 'en').code('123456', 5);
  const text = textsOf(policy, language).code('123456', 5);
  expect(text).toContain('123456');
  expect(text === english).toBe(language.startsWith('en'));
});
