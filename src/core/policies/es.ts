import type { Category, Channel, Holiday, Policy } from '../policy.ts';
import { textRules } from './texts/text-rules.ts';
import { nineBands, weekAndHolidays } from './week-and-bands.ts';

const lgtel = 'Ley 11/2022 General de Telecomunicaciones';
const workingValue = {
  source: 'working value: the Lista Robinson knows no industries, hours or days',
  confirmed: false,
};
const listaRobinson = { source: 'Lista Robinson (Adigital): teléfono fijo y móvil, SMS/MMS', confirmed: true };
const numberingPlan = { source: 'Plan nacional de numeración telefónica (RD 2296/2004)', confirmed: false };

/** [id, code, es, en]. */
const categories: readonly Category[] = (
  [
    ['FIN_CREDIT', 1, 'Préstamos, tarjetas y banca', 'Loans, cards and banking'],
    ['FIN_INSURANCE', 2, 'Seguros', 'Insurance'],
    ['FIN_SECURITIES', 3, 'Inversión y valores', 'Investment and securities'],
    ['REAL_ESTATE', 4, 'Inmobiliarias', 'Real estate'],
    ['EDUCATION', 5, 'Educación y formación', 'Education and training'],
    ['HEALTH', 6, 'Salud', 'Health'],
    ['RETAIL_CONSUMER', 7, 'Comercio y consumo', 'Retail and consumer goods'],
    ['AUTOMOTIVE', 8, 'Automóvil', 'Motor vehicles'],
    ['TELECOM_IT', 9, 'Telecomunicaciones e informática', 'Telecommunications and IT'],
    ['ENERGY', 10, 'Energía y suministros', 'Energy and utilities'],
    ['MEDIA_GAMES', 11, 'Medios y juegos', 'Media and games'],
    ['TRAVEL_LEISURE', 12, 'Viajes y ocio', 'Travel and leisure'],
    ['FOOD_BEVERAGE', 13, 'Alimentación y bebidas', 'Food and beverages'],
  ] as const
).map(([id, code, es, en]) => ({ id, code, since: '2023-01-01', names: { es, en }, ...workingValue }));

const calendar = {
  source: 'Estatuto de los Trabajadores art. 37.2, RD 2001/1983 art. 45: national days',
  confirmed: true,
};

/** National days only: those of a region or a town do not show in a number. */
const holidays: readonly Holiday[] = [
  ...[2026, 2027].flatMap((year) =>
    (
      [
        ['01-01', 'Año Nuevo'],
        ['01-06', 'Epifanía del Señor'],
        ['05-01', 'Fiesta del Trabajo'],
        ['08-15', 'Asunción de la Virgen'],
        ['10-12', 'Fiesta Nacional de España'],
        ['11-01', 'Todos los Santos'],
        ['12-06', 'Día de la Constitución'],
        ['12-08', 'Inmaculada Concepción'],
        ['12-25', 'Natividad del Señor'],
      ] as const
    ).map(([day, name]) => ({ date: `${year}-${day}`, name, ...calendar })),
  ),
  { date: '2026-04-03', name: 'Viernes Santo', ...calendar },
  { date: '2027-03-26', name: 'Viernes Santo', ...calendar },
];

const art96 = { source: 'RDL 1/2007 (consumers), art. 96.2: calls', confirmed: false };

const channels: readonly Channel[] = [
  { id: 'VOICE', code: 21, names: { es: 'Llamadas', en: 'Voice calls' }, ...listaRobinson },
  { id: 'SMS', code: 22, names: { es: 'SMS, MMS y mensajería', en: 'Text and instant messages' }, ...listaRobinson },
  {
    id: 'AUTO_PRERECORDED',
    code: 23,
    names: { es: 'Llamadas automáticas sin intervención humana', en: 'Automated calls without a person' },
    source: `${lgtel}, art. 66.1 a`,
    confirmed: false,
  },
];

const texts = textRules({
  languages: ['es', 'en'],
  categories,
  channels,
  numbers: [{ number: '3627', source: 'working value: the Lista Robinson takes no texts', confirmed: false }],
  verbs: [{ does: 'REFUSE_ALL', words: ['STOP'], ...workingValue }],
  replies: [{ does: 'OPT_OUT', words: ['BAJA'], source: 'what commercial texts in Spain print', confirmed: false }],
});

export const esPolicy: Policy = {
  id: 'ES-2026.1',
  jurisdiction: 'ES',
  effectiveFrom: '2026-01-01',
  countryCallingCode: '34',
  plan: [
    { prefixes: ['346', '347'], digits: [11], kind: 'MOBILE', ...numberingPlan },
    { prefixes: ['348', '349'], nextDigits: '12345678', digits: [11], kind: 'FIXED', ...numberingPlan },
  ],
  defaultZones: ['Europe/Madrid'],
  zonePrefixes: [
    { prefixes: ['34822', '34828', '34922', '34928'], zones: ['Atlantic/Canary'], ...numberingPlan },
    { prefixes: ['346', '347'], zones: ['Europe/Madrid', 'Atlantic/Canary'], ...numberingPlan },
  ],
  languages: ['es', 'en'],
  categories,
  channels,

  bands: nineBands(31, workingValue),
  dayTypes: weekAndHolidays(['es', 'en'], 41, { es: 'festivos nacionales', en: 'National holidays' }, workingValue),
  holidays,
  defaults: [
    {
      messageClasses: ['PROMOTIONAL'],
      channels: ['VOICE'],
      until: '2023-06-29',
      decision: 'ALLOW',
      source: 'until art. 66 applied: calls unless refused, the Lista Robinson consulted',
      confirmed: true,
    },
    {
      messageClasses: ['PROMOTIONAL'],
      channels: ['VOICE'],
      from: '2023-06-29',
      decision: 'BLOCK',
      source: `${lgtel}, art. 66.1 b: prior consent or legitimate interest; the latter is the sender's to show`,
      confirmed: true,
    },
    {
      messageClasses: ['PROMOTIONAL'],
      decision: 'BLOCK',
      source: `Ley 34/2002 (LSSI), art. 21: messages; ${lgtel}, art. 66.1 a: automated calls`,
      confirmed: false,
    },
    {
      messageClasses: ['SERVICE'],
      decision: 'ALLOW',
      source: 'working value: messages of a running contract are no advertising',
      confirmed: false,
    },
  ],
  quietHours: [
    { messageClasses: ['PROMOTIONAL'], channels: ['VOICE', 'AUTO_PRERECORDED'], from: '21:00', to: '09:00', ...art96 },
    {
      messageClasses: ['PROMOTIONAL'],
      channels: ['VOICE', 'AUTO_PRERECORDED'],
      dayTypes: ['SAT', 'SUN', 'HOLIDAY'],
      from: '00:00',
      to: '24:00',
      ...art96,
    },
  ],
  classes: {
    PROMOTIONAL: {
      senderRequired: true,
      quietHours: true,
      consent: true,
      choices: 'CELLS',
      hours: true,
      source: `${lgtel}, art. 66; LO 3/2018, art. 23`,
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
    checkValidForSec: 30 * 86_400,
    pendingForSec: 7 * 86_400,
    codeLifetimeSec: 300,
    consentCoolingOffSec: 90 * 86_400,
    source: 'working values; the Lista Robinson is consulted for each campaign',
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
