import type { Category, Channel, Holiday, NumberRange, Policy } from '../policy.ts';
import { textRules } from './texts/text-rules.ts';
import { nineBands, weekAndHolidays } from './week-and-bands.ts';

const order31 = 'MIIT Order 31 (2015), Provisions on Short Message Services';
const centre12321 = { source: '12321 centre, quarterly publication, commercial classes 2020–2025', confirmed: true };
const unnumbered = { source: 'working value: no regulator publishes a code', confirmed: false };

/** [id, code, zh, en]: the codes are this registry's own. */
const categories: readonly Category[] = (
  [
    ['FIN_CREDIT', 1, '贷款理财', 'Loans and wealth management'],
    ['DEBT_COLLECTION', 2, '欠款催收', 'Debt collection'],
    ['RETAIL_CONSUMER', 3, '零售业推销', 'Retail'],
    ['FIN_INSURANCE', 4, '保险推销', 'Insurance'],
    ['REAL_ESTATE', 5, '房产中介', 'Real estate agencies'],
    ['EDUCATION', 6, '教育培训', 'Education and training'],
    ['FIN_SECURITIES', 7, '股票证券', 'Stocks and securities'],
    ['TELECOM_IT', 8, '电信服务宣传', 'Telecommunication services'],
    ['MEDIA_GAMES', 9, '网络游戏', 'Online games'],
    ['TRAVEL_LEISURE', 10, '旅游交通', 'Travel and transport'],
    ['HEALTH', 11, '食药推销', 'Food, health products and medicines'],
  ] as const
).map(([id, code, zh, en]) => ({ id, code, since: '2020-01-01', names: { zh, en }, ...centre12321 }));

const numberingPlan = { source: 'MIIT, telecommunications network numbering plan', confirmed: false };

const plan: readonly NumberRange[] = [
  {
    prefixes: ['8613', '8614', '8615', '8616', '8617', '8618', '8619'],
    digits: [13],
    kind: 'MOBILE',
    ...numberingPlan,
  },
  { prefixes: ['8610', '862'], digits: [12], kind: 'FIXED', ...numberingPlan },
  {
    prefixes: ['863', '864', '865', '866', '867', '868', '869'],
    digits: [12, 13],
    kind: 'FIXED',
    ...numberingPlan,
  },
];

const notice2026 = { source: 'State Council General Office, notice on holidays in 2026', confirmed: false };
const decree795 = { source: 'State Council Decree 795 (2024), days reckoned by calendar', confirmed: false };

/** [first day, days, name]. Working days at weekends that make up for long holidays are left out: no day type is theirs. */
const holidays: readonly Holiday[] = [
  ...(
    [
      ['2026-01-01', 3, '元旦'],
      ['2026-02-15', 9, '春节'],
      ['2026-04-04', 3, '清明节'],
      ['2026-05-01', 5, '劳动节'],
      ['2026-06-19', 3, '端午节'],
      ['2026-09-25', 3, '中秋节'],
      ['2026-10-01', 7, '国庆节'],
    ] as const
  ).flatMap(([first, days, name]) => run(first, days).map((date) => ({ date, name, ...notice2026 }))),
  ...(
    [
      ['2027-01-01', 1, '元旦'],
      ['2027-02-05', 4, '春节'],
      ['2027-04-05', 1, '清明节'],
      ['2027-05-01', 2, '劳动节'],
      ['2027-06-09', 1, '端午节'],
      ['2027-09-15', 1, '中秋节'],
      ['2027-10-01', 3, '国庆节'],
    ] as const
  ).flatMap(([first, days, name]) => run(first, days).map((date) => ({ date, name, ...decree795 }))),
];

function run(first: string, days: number): readonly string[] {
  const day = Number(first.slice(8));
  return Array.from({ length: days }, (_, place) => `${first.slice(0, 8)}${String(day + place).padStart(2, '0')}`);
}

const channels: readonly Channel[] = [
  { id: 'VOICE', code: 21, names: { zh: '电话', en: 'Voice calls' }, ...unnumbered },
  { id: 'SMS', code: 22, names: { zh: '短信', en: 'Text messages' }, ...unnumbered },
];

const carriersService = { source: 'carriers’ protection against nuisance calls (高频骚扰电话防护)', confirmed: true };
const carriersForm = { source: 'carriers’ and the 12321 centre’s pages on reporting nuisance texts', confirmed: true };
const printed = { source: 'what commercial texts print', confirmed: false };

const texts = textRules({
  languages: ['zh', 'en'],
  categories,
  channels,
  numbers: [
    ...['10086', '10001', '10086999', '10010', '12321'].map((number) => ({ number, ...carriersForm })),
    ...['10000', '10099'].map((number) => ({ number, source: 'the other carriers’ numbers', confirmed: false })),
  ],
  verbs: [
    { does: 'REFUSE_ALL', words: ['KTFSR'], ...carriersService },
    { does: 'LEAVE', words: ['QXFSR'], ...carriersService },
  ],
  replies: [
    {
      does: 'OPT_OUT',
      words: ['R', '拒收'],
      source: '拒收请回复R: what platforms require of templates',
      confirmed: true,
    },
    { does: 'OPT_OUT', words: ['TD'], source: '回复TD退订: what commercial texts print', confirmed: true },
    { does: 'OPT_OUT', words: ['T', '退订', 'N', '0', '取消', '停止'], ...printed },
    { does: 'OPT_OUT', words: ['回复R', '回R', '回复T', '回T', '回复TD', '回TD'], ...printed },
  ],
  complaintForms: [
    { form: 'MARKED', word: 'LJDXJB', ...carriersForm },
    { form: 'FIRST', ...carriersForm },
  ],
});

export const cnPolicy: Policy = {
  id: 'CN-2026.1',
  jurisdiction: 'CN',
  effectiveFrom: '2026-01-01',
  countryCallingCode: '86',
  plan,
  defaultZones: ['Asia/Shanghai'],
  zonePrefixes: [],
  languages: ['zh', 'en'],
  categories,
  channels,
  bands: nineBands(31, unnumbered),
  dayTypes: weekAndHolidays(['zh', 'en'], 41, { zh: '法定节假日', en: 'Public holidays' }, unnumbered),
  holidays,
  defaults: [
    {
      messageClasses: ['PROMOTIONAL'],
      channels: ['SMS'],
      decision: 'BLOCK',
      source: `${order31}, art. 18: no commercial message without consent or request`,
      confirmed: true,
    },
    {
      messageClasses: ['PROMOTIONAL'],
      channels: ['VOICE'],
      decision: 'ALLOW',
      source: 'refuse-calls service of MIIT, CAICT and carriers (2019): calls are blocked by refused category',
      confirmed: true,
    },
    {
      messageClasses: ['SERVICE'],
      decision: 'ALLOW',
      source: `${order31} binds commercial messages only`,
      confirmed: false,
    },
    {
      messageClasses: ['PROMOTIONAL'],
      decision: 'BLOCK',
      source: 'working value: whatever else is promotional',
      confirmed: false,
    },
  ],
  quietHours: [],
  classes: {
    PROMOTIONAL: {
      senderRequired: true,
      quietHours: true,
      consent: true,
      choices: 'CELLS',
      hours: true,
      source: `${order31}; campaign of thirteen ministries against nuisance calls (2018)`,
      confirmed: true,
    },
    SERVICE: {
      senderRequired: true,
      quietHours: false,
      consent: true,
      choices: 'CELLS',
      hours: true,
      source: 'working value: a refusal on record binds service messages too',
      confirmed: false,
    },
  },
  clocks: {
    checkValidForSec: 86_400,
    pendingForSec: 7 * 86_400,
    codeLifetimeSec: 300,
    consentCoolingOffSec: 90 * 86_400,
    source: 'working values; platforms exchange wishes daily (YD/T 4535-2023)',
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
