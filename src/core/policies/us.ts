import type { Category, Channel, Holiday, NumberRange, Policy, Source, ZonePrefix } from '../policy.ts';
import { tollFreeReplies } from './texts/reply-words.ts';
import { textRules } from './texts/text-rules.ts';
import { type AreaCodes, areaCodesOf2020, areaCodesSince2020 } from './us-area-codes.ts';
import { nineBands, weekAndHolidays } from './week-and-bands.ts';

const cfr = '47 CFR 64.1200';
const workingValue = { source: 'working value: the national registry is all or nothing', confirmed: false };
const nanpa = { source: 'NANPA, NPA report of 4 March 2020', confirmed: true };
const later = { source: 'libphonenumber 9: area codes since the report', confirmed: false };

/** [id, code, en, es]. */
const categories: readonly Category[] = (
  [
    ['FIN_CREDIT', 1, 'Loans, cards, debt reduction', 'Préstamos, tarjetas, reducción de deudas'],
    ['FIN_INSURANCE', 2, 'Insurance', 'Seguros'],
    ['FIN_SECURITIES', 3, 'Investments and securities', 'Inversiones y valores'],
    ['REAL_ESTATE', 4, 'Real estate', 'Bienes raíces'],
    ['EDUCATION', 5, 'Education', 'Educación'],
    ['HEALTH', 6, 'Medical and prescriptions', 'Salud y medicamentos'],
    ['RETAIL_CONSUMER', 7, 'Retail and consumer goods', 'Comercio y consumo'],
    ['AUTOMOTIVE', 8, 'Motor vehicles and warranties', 'Automóviles y garantías'],
    ['TELECOM_IT', 9, 'Telecommunications and IT', 'Telecomunicaciones e informática'],
    ['ENERGY', 10, 'Energy, solar and utilities', 'Energía, solar y servicios públicos'],
    ['HOME_RENOVATION', 11, 'Home improvement and cleaning', 'Reformas y limpieza del hogar'],
    ['MEDIA_GAMES', 12, 'Media and games', 'Medios y juegos'],
    ['TRAVEL_LEISURE', 13, 'Vacations and timeshares', 'Vacaciones y tiempo compartido'],
    ['FOOD_BEVERAGE', 14, 'Food and beverages', 'Alimentos y bebidas'],
  ] as const
).map(([id, code, en, es]) => ({ id, code, since: '2003-06-27', names: { en, es }, ...workingValue }));

const statute = {
  source: '5 U.S.C. 6103: legal public holidays, and the days in lieu of those on a weekend',
  confirmed: true,
};

const holidays: readonly Holiday[] = (
  [
    ['2026-01-01', 'New Year’s Day'],
    ['2026-01-19', 'Birthday of Martin Luther King, Jr.'],
    ['2026-02-16', 'Washington’s Birthday'],
    ['2026-05-25', 'Memorial Day'],
    ['2026-06-19', 'Juneteenth'],
    ['2026-07-03', 'Independence Day, in lieu'],
    ['2026-07-04', 'Independence Day'],
    ['2026-09-07', 'Labor Day'],
    ['2026-10-12', 'Columbus Day'],
    ['2026-11-11', 'Veterans Day'],
    ['2026-11-26', 'Thanksgiving Day'],
    ['2026-12-25', 'Christmas Day'],
    ['2027-01-01', 'New Year’s Day'],
    ['2027-01-18', 'Birthday of Martin Luther King, Jr.'],
    ['2027-02-15', 'Washington’s Birthday'],
    ['2027-05-31', 'Memorial Day'],
    ['2027-06-18', 'Juneteenth, in lieu'],
    ['2027-06-19', 'Juneteenth'],
    ['2027-07-04', 'Independence Day'],
    ['2027-07-05', 'Independence Day, in lieu'],
    ['2027-09-06', 'Labor Day'],
    ['2027-10-11', 'Columbus Day'],
    ['2027-11-11', 'Veterans Day'],
    ['2027-11-25', 'Thanksgiving Day'],
    ['2027-12-24', 'Christmas Day, in lieu'],
    ['2027-12-25', 'Christmas Day'],
    ['2027-12-31', 'New Year’s Day, in lieu'],
  ] as const
).map(([date, name]) => ({ date, name, ...statute }));

/** Ten digits, area code first; an exchange begins with 2 to 9. Canada and the Caribbean share the calling code only. */
function rangeOf(areaCodes: readonly AreaCodes[], source: Source): NumberRange {
  const prefixes = areaCodes.flatMap(([, codes]) => prefixesOf(codes));
  return { prefixes, nextDigits: '23456789', digits: [11], kind: 'FIXED_OR_MOBILE', ...source };
}

function zonesOf(areaCodes: readonly AreaCodes[], source: Source): readonly ZonePrefix[] {
  return areaCodes.map(([zones, codes]) => ({ prefixes: prefixesOf(codes), zones, ...source }));
}

function prefixesOf(codes: string): readonly string[] {
  return codes.split(' ').map((code) => `1${code}`);
}

const channels: readonly Channel[] = [
  { id: 'VOICE', code: 21, names: { en: 'Voice calls', es: 'Llamadas de voz' }, ...workingValue },
  { id: 'SMS', code: 22, names: { en: 'Text messages', es: 'Mensajes de texto' }, ...workingValue },
  {
    id: 'AUTO_PRERECORDED',
    code: 23,
    names: { en: 'Artificial or prerecorded voice', es: 'Voz artificial o pregrabada' },
    source: `${cfr}(a)(2)–(3)`,
    confirmed: false,
  },
];

const texts = textRules({
  languages: ['en', 'es'],
  categories,
  channels,
  numbers: [{ number: '3627', source: 'working value: DNCR on the keys', confirmed: false }],
  verbs: [
    { does: 'REFUSE_ALL', words: ['STOP ALL', 'STOPALL'], ...workingValue },
    { does: 'REFUSE', words: ['STOP'], ...workingValue },
  ],
  narrowReplies: [
    {
      prefixes: ['1800', '1833', '1844', '1855', '1866', '1877', '1888'],
      replies: tollFreeReplies,
      source: 'NANPA: toll-free codes',
      confirmed: true,
    },
  ],
});

export const usPolicy: Policy = {
  id: 'US-2026.1',
  jurisdiction: 'US',
  effectiveFrom: '2026-01-01',
  countryCallingCode: '1',
  plan: [rangeOf(areaCodesOf2020, nanpa), rangeOf(areaCodesSince2020, later)],
  defaultZones: ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'],
  zonePrefixes: [...zonesOf(areaCodesOf2020, nanpa), ...zonesOf(areaCodesSince2020, later)],
  languages: ['en', 'es'],
  categories,
  channels,

  bands: nineBands(31, workingValue),
  dayTypes: weekAndHolidays(['en', 'es'], 41, { en: 'Federal holidays', es: 'Feriados federales' }, workingValue),
  holidays,
  defaults: [
    {
      messageClasses: ['PROMOTIONAL'],
      channels: ['AUTO_PRERECORDED'],
      decision: 'BLOCK',
      source: `${cfr}(a)(2)–(3): prior express written consent`,
      confirmed: false,
    },
    {
      messageClasses: ['PROMOTIONAL'],
      decision: 'ALLOW',
      source: `${cfr}(c)(2): only registered numbers are refused`,
      confirmed: true,
    },
    {
      messageClasses: ['SERVICE'],
      decision: 'ALLOW',
      source: `${cfr}(f): no telephone solicitation`,
      confirmed: false,
    },
  ],
  quietHours: [
    {
      messageClasses: ['PROMOTIONAL'],
      from: '21:00',
      to: '08:00',
      source: `${cfr}(c)(1): not before 8 a.m. or after 9 p.m. at the called party’s location`,
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
      source: `${cfr}(c); hours bind here even with consent, which the rule does not ask for`,
      confirmed: false,
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
    checkValidForSec: 31 * 86_400,
    pendingForSec: 7 * 86_400,
    codeLifetimeSec: 300,
    consentCoolingOffSec: 90 * 86_400,
    source: `${cfr}(c)(2)(i)(D): a version at most 31 days old; the rest are working values`,
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
