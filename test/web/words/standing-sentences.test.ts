import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { esPolicy } from '../../../src/core/policies/es.ts';
import { inPolicy } from '../../../src/core/policies/in.ts';
import { policies } from '../../../src/core/policies/policies.ts';
import { usPolicy } from '../../../src/core/policies/us.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { reachOf } from '../../../src/core/reach.ts';
import { standingSentences } from '../../../src/web/words/standing-sentences.ts';
import { anyPreferences } from '../../core/any-decision.ts';

/** 22 November 2026. */
const today = 20_779;

const offHours = ['H00_06', 'H06_08', 'H08_10', 'H18_21', 'H21_24'];
const weekend = ['SAT', 'SUN', 'HOLIDAY'];
const officeHours: Preferences = { ...noPreferences, refusedBands: offHours, refusedDayTypes: weekend };
const onlyCredit: Preferences = { ...officeHours, base: 'REFUSE_EXCEPT', categories: { FIN_CREDIT: 'ALLOW' } };

const rows: readonly (readonly [Policy, string, Preferences, string])[] = [
  [
    cnPolicy,
    'en',
    noPreferences,
    'Companies of every kind may call you with advertising. Nobody may text you with advertising.',
  ],
  [cnPolicy, 'en', refuseAll, 'Nobody may call or text you with advertising.'],
  [
    cnPolicy,
    'en',
    onlyCredit,
    'Only these may call or text you with advertising on Monday to Friday from 10:00 AM to 6:00 PM, not on public holidays: Loans and wealth management.',
  ],
  [
    cnPolicy,
    'en',
    { ...noPreferences, categories: { REAL_ESTATE: 'REFUSE' } },
    'Companies of every kind may call you with advertising. Only these may not: Real estate agencies. Nobody may text you with advertising.',
  ],
  [cnPolicy, 'zh', refuseAll, '任何商家都不得给您打电话或发短信进行推销。'],
  [
    cnPolicy,
    'zh',
    onlyCredit,
    '星期一至星期五10:00至18:00（法定节假日除外），只有以下行业可以给您打电话或发短信进行推销：贷款理财。',
  ],
  [
    inPolicy,
    'hi',
    { ...noPreferences, categories: { EDUCATION: 'REFUSE' } },
    'विज्ञापन के लिए 10:00 am से 9:00 pm तक आपसे किसी भी तरीके से हर तरह की कंपनियाँ संपर्क कर सकती हैं, सिवाय इनके: शिक्षा।',
  ],
  [inPolicy, 'hi', refuseAll, 'कोई भी कंपनी विज्ञापन के लिए आपसे किसी भी तरीके से संपर्क नहीं कर सकती।'],
  [
    esPolicy,
    'es',
    { ...onlyCredit, categories: {}, cells: [{ category: 'ENERGY', channel: 'VOICE', choice: 'ALLOW' }] },
    'Solo pueden llamarle para hacerle publicidad de lunes a viernes de 10:00 a 18:00, no en festivos nacionales: Energía y suministros. Nadie puede contactarle por SMS, MMS y mensajería y llamadas automáticas sin intervención humana para hacerle publicidad.',
  ],
  [
    usPolicy,
    'es',
    noPreferences,
    'Empresas de todo tipo pueden llamarle o enviarle mensajes para hacerle publicidad de 8:00 a.m. a 9:00 p.m. Nadie puede contactarle por voz artificial o pregrabada para hacerle publicidad.',
  ],
];

test.for(rows)('what stands, in words (%#)', ([policy, language, preferences, words]) => {
  const { advertising } = standingSentences(policy, preferences, language, today);
  expect(advertising.join(' ').replaceAll(/\s/g, ' ')).toBe(words);
});

describe.for(Object.values(policies))('$id', (policy) => {
  test.for(policy.languages.map((language) => ({ language })))(
    'what differs reads differently ($language)',
    ({ language }) => {
      const any = anyPreferences(policy);
      const facts = (preferences: Preferences) => JSON.stringify(reachOf(policy, preferences, today));
      const words = (preferences: Preferences) =>
        JSON.stringify(standingSentences(policy, preferences, language, today));
      fc.assert(
        fc.property(any, any, (one, other) => {
          expect(words(one) === words(other)).toBe(facts(one) === facts(other));
          expect(words(one)).not.toMatch(/undefined|\.\./u);
        }),
        { numRuns: 150 },
      );
    },
  );
});
