import type { Category, Channel, Holiday, Policy } from '../policy.ts';
import { textRules } from './texts/text-rules.ts';
import { nineBands, weekAndHolidays } from './week-and-bands.ts';

const tcccpr = 'TRAI, TCCCPR 2018';
const preferenceCodes = { source: `${tcccpr}, preference categories`, confirmed: true };
const testSheet = { source: `${tcccpr}; number as on a public test sheet of a preference register`, confirmed: false };
const numberingPlan = { source: 'DoT, National Numbering Plan 2003', confirmed: false };

/** [id, code, since, en, hi]. */
const categories: readonly Category[] = (
  [
    [
      'FINANCE',
      1,
      '2011-09-27',
      'Banking, insurance, financial products, credit cards',
      'बैंकिंग, बीमा, वित्तीय उत्पाद, क्रेडिट कार्ड',
    ],
    ['REAL_ESTATE', 2, '2011-09-27', 'Real estate', 'रियल एस्टेट'],
    ['EDUCATION', 3, '2011-09-27', 'Education', 'शिक्षा'],
    ['HEALTH', 4, '2011-09-27', 'Health', 'स्वास्थ्य'],
    ['RETAIL_CONSUMER', 5, '2011-09-27', 'Consumer goods and automobiles', 'उपभोक्ता वस्तुएँ और वाहन'],
    ['TELECOM_IT', 6, '2011-09-27', 'Communication, broadcasting, entertainment, IT', 'संचार, प्रसारण, मनोरंजन, आईटी'],
    ['TRAVEL_LEISURE', 7, '2011-09-27', 'Tourism and leisure', 'पर्यटन और अवकाश'],
    ['FOOD_BEVERAGE', 8, '2018-07-19', 'Food and beverages', 'खाद्य और पेय पदार्थ'],
  ] as const
).map(([id, code, since, en, hi]) => ({ id, code, since, names: { en, hi }, ...preferenceCodes }));

/** [id, code, en, hi]. */
const channels: readonly Channel[] = (
  [
    ['VOICE', 11, 'Voice calls', 'वॉयस कॉल'],
    ['SMS', 12, 'Text messages', 'एसएमएस'],
    ['AUTO_PRERECORDED', 13, 'Auto-dialled calls with a recorded announcement', 'रिकॉर्डेड संदेश वाली ऑटो-डायल कॉल'],
    ['AUTO_AGENT', 14, 'Auto-dialled calls connected to an agent', 'एजेंट से जुड़ने वाली ऑटो-डायल कॉल'],
    ['ROBOCALL', 15, 'Robocalls', 'रोबो कॉल'],
  ] as const
).map(([id, code, en, hi]) => ({ id, code, names: { en, hi }, ...testSheet }));

const national = { source: 'national holidays: 26 January, 15 August, 2 October', confirmed: true };
const gazetted = { source: 'DoPT list of gazetted holidays; days by the moon may move', confirmed: false };

const holidays: readonly Holiday[] = [
  ...[2026, 2027].flatMap((year) =>
    (
      [
        ['01-26', 'Republic Day'],
        ['08-15', 'Independence Day'],
        ['10-02', 'Mahatma Gandhi’s birthday'],
      ] as const
    ).map(([day, name]) => ({ date: `${year}-${day}`, name, ...national })),
  ),
  ...(
    [
      ['2026-03-04', 'Holi'],
      ['2026-03-21', 'Id-ul-Fitr'],
      ['2026-03-26', 'Ram Navami'],
      ['2026-03-31', 'Mahavir Jayanti'],
      ['2026-04-03', 'Good Friday'],
      ['2026-05-01', 'Buddha Purnima'],
      ['2026-05-27', 'Id-ul-Zuha'],
      ['2026-06-26', 'Muharram'],
      ['2026-08-26', 'Milad-un-Nabi'],
      ['2026-09-04', 'Janmashtami'],
      ['2026-10-20', 'Dussehra'],
      ['2026-11-08', 'Diwali'],
      ['2026-11-24', 'Guru Nanak’s birthday'],
      ['2026-12-25', 'Christmas Day'],
      ['2027-03-26', 'Good Friday'],
      ['2027-12-25', 'Christmas Day'],
    ] as const
  ).map(([date, name]) => ({ date, name, ...gazetted })),
];

const tcccpr2010 = { source: 'TRAI, TCCCPR 2010 as amended in 2011: SMS to 1909', confirmed: true };
const carriersForm = { source: 'what Indian operators print since 2018', confirmed: true };
const taught = { source: 'what how-to pages teach', confirmed: false };

const texts = textRules({
  languages: ['en', 'hi'],
  categories,
  channels,
  numbers: [{ number: '1909', ...tcccpr2010 }],
  verbs: [
    { does: 'REFUSE_ALL', words: ['START DND'], source: 'TRAI, Do Not Call register of 2007', confirmed: true },
    { does: 'LEAVE', words: ['STOP DND'], source: 'TRAI, Do Not Call register of 2007', confirmed: true },
    { does: 'REFUSE_ALL_BUT', words: ['START'], ...tcccpr2010 },
    { does: 'DISALLOW', words: ['STOP'], ...tcccpr2010 },
    { does: 'REFUSE', words: ['BLOCK'], ...carriersForm },
    { does: 'ALLOW', words: ['UNBLOCK'], ...taught },
  ],
  targets: [
    { names: 'EVERY_CHANNEL', words: ['10'], ...carriersForm },
    { names: 'EVERY_BAND', words: ['20'], ...carriersForm },
    { names: 'ALL', words: ['PROMO', 'DND'], ...taught },
  ],
  complaintForms: [
    { form: 'LAST_TWO', word: 'COMP TEL NO', ...tcccpr2010 },
    { form: 'LAST_TWO', source: `${tcccpr}: text, sender, day`, confirmed: true },
  ],
  complaintWindows: [
    { days: 3, source: `${tcccpr}: within three days`, confirmed: true },
    { days: 7, source: 'TCCCPR, second amendment 2025: within seven days', confirmed: true },
  ],
});

const scrubTable = 'scrub decision table of an Indian operator, after TCCCPR 2018';

export const inPolicy: Policy = {
  id: 'IN-2026.1',
  jurisdiction: 'IN',
  effectiveFrom: '2026-01-01',
  countryCallingCode: '91',
  plan: [
    { prefixes: ['919'], digits: [12], kind: 'MOBILE', ...numberingPlan },
    { prefixes: ['916', '917', '918'], digits: [12], kind: 'FIXED_OR_MOBILE', ...numberingPlan },
    { prefixes: ['911', '912', '913', '914', '915'], digits: [12], kind: 'FIXED', ...numberingPlan },
  ],
  defaultZones: ['Asia/Kolkata'],
  zonePrefixes: [],
  languages: ['en', 'hi'],
  categories,
  channels,
  bands: nineBands(21, testSheet),
  dayTypes: weekAndHolidays(
    ['en', 'hi'],
    31,
    { en: 'Public and national holidays', hi: 'सार्वजनिक और राष्ट्रीय अवकाश' },
    testSheet,
  ),
  holidays,
  defaults: [
    {
      messageClasses: ['PROMOTIONAL', 'SERVICE'],
      decision: 'ALLOW',
      source: `${scrubTable}: Non-DND`,
      confirmed: true,
    },
  ],
  quietHours: [
    {
      messageClasses: ['PROMOTIONAL'],
      from: '21:00',
      to: '10:00',
      source: `${scrubTable}: promotional blocked 21:00–10:00`,
      confirmed: true,
    },
  ],
  classes: {
    PROMOTIONAL: {
      senderRequired: true,
      quietHours: true,
      consent: true,
      choices: 'CELLS',
      hours: true,
      source: `${scrubTable}; consent never beats misuse of class or time`,
      confirmed: true,
    },
    SERVICE: {
      senderRequired: true,
      quietHours: false,
      consent: true,
      choices: 'ANY_REFUSAL',
      hours: false,
      source: `${scrubTable}: service explicit, blocked all day by any block`,
      confirmed: true,
    },
  },
  clocks: {
    checkValidForSec: 86_400,
    pendingForSec: 7 * 86_400,
    codeLifetimeSec: 300,
    consentCoolingOffSec: 90 * 86_400,
    source: 'TCCCPR, second amendment 2025: 90 days after an opt-out; the rest are working values',
    confirmed: false,
  },
  limits: {
    assertionsPerDay: 1_000,
    source: 'working value; Belgium took 729,216 numbers that nobody owned in two days',
    confirmed: false,
  },
  statistics: {
    minimumCellSize: 10,
    source: 'working value: no regulator names one',
    confirmed: false,
  },
  texts,
};
