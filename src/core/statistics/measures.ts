/** What figures are told apart by, in the order of the columns of exports. `ALL` stands for a dimension summed over. */
export const dimensionIds = [
  'region',
  'category',
  'channel',
  'choice',
  'stance',
  'band',
  'dayType',
  'change',
  'wayIn',
  'day',
  'role',
  'call',
  'outcome',
  'operation',
  'percentile',
] as const;
export type DimensionId = (typeof dimensionIds)[number];

export const measureIds = [
  'NUMBERS_REGISTERED',
  'NUMBERS_BY_CHOICE',
  'NUMBERS_REFUSING_HOURS',
  'NUMBERS_REFUSING_DAYS',
  'CONSENTS_IN_FORCE',
  'CONSENT_CHANGES',
  'CHANGES',
  'CHANGES_BY_WAY_IN',
  'CHANGES_BY_DAY',
  'ENQUIRIES',
  'ENQUIRIES_BY_ROLE',
  'ANSWER_TIME',
  'PROPAGATION_TIME',
  'CODES',
  'TEXTS',
] as const;
export type MeasureId = (typeof measureIds)[number];

/** One kind of figure, as it is published. The table of them is the data dictionary. */
export interface Measure {
  readonly id: MeasureId;
  /** One sentence, for whoever reads the figures. */
  readonly meaning: string;
  readonly unit: 'NUMBERS' | 'CONSENTS' | 'CHANGES' | 'ENQUIRIES' | 'CODES' | 'TEXTS' | 'MILLISECONDS';
  /** In the order of `dimensionIds`. */
  readonly dimensions: readonly DimensionId[];
  /** Dimensions that also have the member `ALL`: the sum over the others. */
  readonly totals: readonly DimensionId[];
  /** `STOCK`: what stands when the period ends. `FLOW`: what happened within it. */
  readonly time: 'STOCK' | 'FLOW';
  /** `PERSONS`: small cells, and what would give them away, are suppressed. `NONE`: no person can be behind a cell. */
  readonly disclosure: 'PERSONS' | 'NONE';
  /** Who may see it: everybody, or the regulator alone. */
  readonly audience: 'PUBLIC' | 'REGULATOR';
}

/** The measures, in the order in which they are shown. */
export const measures: readonly Measure[] = [
  {
    id: 'NUMBERS_REGISTERED',
    meaning: 'Numbers in service whose holders chose anything, by what they chose where nothing more special is said.',
    unit: 'NUMBERS',
    dimensions: ['region', 'stance'],
    totals: ['region', 'stance'],
    time: 'STOCK',
    disclosure: 'PERSONS',
    audience: 'PUBLIC',
  },
  {
    id: 'NUMBERS_BY_CHOICE',
    meaning: 'Registered numbers by what their holders chose for a category on a channel, hours aside.',
    unit: 'NUMBERS',
    dimensions: ['region', 'category', 'channel', 'choice'],
    totals: ['region', 'choice'],
    time: 'STOCK',
    disclosure: 'PERSONS',
    audience: 'PUBLIC',
  },
  {
    id: 'NUMBERS_REFUSING_HOURS',
    meaning: 'Registered numbers whose holders refuse a band of hours, or refuse everything.',
    unit: 'NUMBERS',
    dimensions: ['region', 'band'],
    totals: ['region'],
    time: 'STOCK',
    disclosure: 'PERSONS',
    audience: 'PUBLIC',
  },
  {
    id: 'NUMBERS_REFUSING_DAYS',
    meaning: 'Registered numbers whose holders refuse a kind of day, or refuse everything.',
    unit: 'NUMBERS',
    dimensions: ['region', 'dayType'],
    totals: ['region'],
    time: 'STOCK',
    disclosure: 'PERSONS',
    audience: 'PUBLIC',
  },
  {
    id: 'CONSENTS_IN_FORCE',
    meaning: 'Consents to single brands that cover a category on a channel and have not run out.',
    unit: 'CONSENTS',
    dimensions: ['region', 'category', 'channel'],
    totals: ['region'],
    time: 'STOCK',
    disclosure: 'PERSONS',
    audience: 'PUBLIC',
  },
  {
    id: 'CONSENT_CHANGES',
    meaning: 'Consents given, withdrawn, run out, and ended by something else.',
    unit: 'CONSENTS',
    dimensions: ['region', 'change'],
    totals: ['region'],
    time: 'FLOW',
    disclosure: 'PERSONS',
    audience: 'PUBLIC',
  },
  {
    id: 'CHANGES',
    meaning: 'Entries of the change log about numbers, by what they say.',
    unit: 'CHANGES',
    dimensions: ['region', 'change'],
    totals: ['region', 'change'],
    time: 'FLOW',
    disclosure: 'PERSONS',
    audience: 'PUBLIC',
  },
  {
    id: 'CHANGES_BY_WAY_IN',
    meaning: 'Entries of the change log about numbers, by the way in they took.',
    unit: 'CHANGES',
    dimensions: ['region', 'wayIn'],
    totals: ['region', 'wayIn'],
    time: 'FLOW',
    disclosure: 'PERSONS',
    audience: 'PUBLIC',
  },
  {
    id: 'CHANGES_BY_DAY',
    meaning: 'Entries of the change log about numbers, by day.',
    unit: 'CHANGES',
    dimensions: ['day'],
    totals: ['day'],
    time: 'FLOW',
    disclosure: 'PERSONS',
    audience: 'PUBLIC',
  },
  {
    id: 'ENQUIRIES',
    meaning: 'Numbers asked about, by category, channel and what was answered.',
    unit: 'ENQUIRIES',
    dimensions: ['category', 'channel', 'outcome'],
    totals: ['category', 'channel', 'outcome'],
    time: 'FLOW',
    disclosure: 'NONE',
    audience: 'PUBLIC',
  },
  {
    id: 'ENQUIRIES_BY_ROLE',
    meaning: 'Numbers asked about, by kind of organisation, kind of call and what was answered.',
    unit: 'ENQUIRIES',
    dimensions: ['role', 'call', 'outcome'],
    totals: ['role', 'call', 'outcome'],
    time: 'FLOW',
    disclosure: 'NONE',
    audience: 'REGULATOR',
  },
  {
    id: 'ANSWER_TIME',
    meaning: 'How long answers took in the server: the upper end of the class in which the percentile lies.',
    unit: 'MILLISECONDS',
    dimensions: ['operation', 'percentile'],
    totals: [],
    time: 'FLOW',
    disclosure: 'NONE',
    audience: 'PUBLIC',
  },
  {
    id: 'PROPAGATION_TIME',
    meaning: 'From a change’s arrival until it binds the next question everywhere, as `ANSWER_TIME` gives it.',
    unit: 'MILLISECONDS',
    dimensions: ['percentile'],
    totals: [],
    time: 'FLOW',
    disclosure: 'NONE',
    audience: 'PUBLIC',
  },
  {
    id: 'CODES',
    meaning: 'One-time codes, by what became of them.',
    unit: 'CODES',
    dimensions: ['outcome'],
    totals: [],
    time: 'FLOW',
    disclosure: 'NONE',
    audience: 'REGULATOR',
  },
  {
    id: 'TEXTS',
    meaning: 'Text messages to and from subscribers, by what became of them.',
    unit: 'TEXTS',
    dimensions: ['outcome'],
    totals: [],
    time: 'FLOW',
    disclosure: 'NONE',
    audience: 'REGULATOR',
  },
];
