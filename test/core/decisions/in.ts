import { inPolicy } from '../../../src/core/policies/in.ts';
import type { ClassRule } from '../../../src/core/policy.ts';
import type { DecisionList, DecisionRow, Situation } from './decision-row.ts';
import { scrubTable } from './in-truth-table.ts';

/** A Wednesday noon, no holiday. */
const usual: Situation = {
  policy: inPolicy,
  number: '+919800000001',
  category: 'FINANCE',
  channel: 'SMS',
  messageClass: 'PROMOTIONAL',
  at: '2026-11-25T12:00:00+05:30',
  prefers: {},
  sender: 'AUTHORISED',
  service: 'IN_SERVICE',
  admitted: [],
  permission: undefined,
};

const midnight = { at: '2026-11-25T00:30:00+05:30' } as const;

const quietHours: readonly DecisionRow[] = [
  {
    rule: '20:59:59.999 is evening',
    at: '2026-11-25T20:59:59.999+05:30',
    expect: 'ALLOW DEFAULT',
    until: '2026-11-25T21:00:00+05:30',
  },
  { rule: '20:59:59 is evening', at: '2026-11-25T20:59:59+05:30', expect: 'ALLOW DEFAULT' },
  {
    rule: '21:00 belongs to the later band',
    at: '2026-11-25T21:00:00+05:30',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-26T10:00:00+05:30',
    until: '2026-11-26T10:00:00+05:30',
  },
  {
    rule: '21:00:01 is night',
    at: '2026-11-25T21:00:01+05:30',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-26T10:00:00+05:30',
  },
  {
    rule: '09:59:59.999 is night',
    at: '2026-11-25T09:59:59.999+05:30',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-25T10:00:00+05:30',
  },
  {
    rule: '10:00 is day',
    at: '2026-11-25T10:00:00+05:30',
    expect: 'ALLOW DEFAULT',
    until: '2026-11-25T21:00:00+05:30',
  },
  {
    rule: 'quiet hours go by the Indian clock, half an hour off',
    at: '2026-11-25T15:30:00Z',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-26T04:30:00Z',
  },
  {
    rule: 'quiet hours bind calls',
    ...midnight,
    channel: 'VOICE',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-25T10:00:00+05:30',
  },
  {
    rule: 'quiet hours stand above quarantine, and nothing follows them',
    ...midnight,
    service: 'QUARANTINED',
    expect: 'BLOCK QUIET_HOURS',
    until: '2026-11-25T10:00:00+05:30',
  },
  {
    rule: 'quarantine by day ends with the day, and stays blocked',
    service: 'QUARANTINED',
    expect: 'BLOCK QUARANTINE',
    until: '2026-11-25T21:00:00+05:30',
  },
  {
    rule: 'quiet hours stand above a refused sender',
    ...midnight,
    permission: { status: 'REFUSED' },
    expect: 'BLOCK QUIET_HOURS',
    until: '2026-11-25T10:00:00+05:30',
  },
  {
    rule: 'an unknown sender stands above quiet hours',
    ...midnight,
    sender: 'UNKNOWN',
    expect: 'BLOCK SENDER_UNKNOWN',
    until: '30 days',
  },
  {
    rule: 'quiet hours do not hold transactional traffic',
    ...midnight,
    messageClass: 'TRANSACTIONAL',
    admitted: ['TRANSACTIONAL'],
    expect: 'ALLOW TRANSACTIONAL',
    until: '30 days',
  },
  {
    rule: 'a class claimed without admission keeps quiet hours',
    ...midnight,
    messageClass: 'TRANSACTIONAL',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-25T10:00:00+05:30',
  },
  {
    rule: 'the next permitted time has to pass the subscriber’s hours too',
    ...midnight,
    prefers: { refusedBands: ['H10_12', 'H12_14'] },
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-25T14:00:00+05:30',
    until: '2026-11-25T10:00:00+05:30',
  },
  {
    rule: 'all permitted bands refused leave no time',
    prefers: { refusedBands: ['H10_12', 'H12_14', 'H14_16', 'H16_18', 'H18_21'] },
    expect: 'BLOCK HOURS_REFUSED',
    until: '2026-11-25T21:00:00+05:30',
  },
  {
    rule: 'a consent that ends in the night opens no morning for a refused category',
    ...midnight,
    permission: { status: 'CONSENTED', expiresAt: Date.parse('2026-11-25T05:00:00+05:30') },
    prefers: { categories: { FINANCE: 'REFUSE' } },
    expect: 'BLOCK QUIET_HOURS',
    until: '2026-11-25T10:00:00+05:30',
  },
  {
    rule: 'a consent that lasts until noon opens the morning',
    ...midnight,
    permission: { status: 'CONSENTED', expiresAt: Date.parse('2026-11-25T12:00:00+05:30') },
    prefers: { categories: { FINANCE: 'REFUSE' } },
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-25T10:00:00+05:30',
  },
];

const modesAndDays: readonly DecisionRow[] = [
  {
    rule: 'modes are apart: recorded announcements',
    channel: 'AUTO_PRERECORDED',
    prefers: { channels: { AUTO_PRERECORDED: 'REFUSE' } },
    expect: 'BLOCK CHANNEL_REFUSED',
  },
  {
    rule: 'modes are apart: dialled to an agent',
    channel: 'AUTO_AGENT',
    prefers: { channels: { AUTO_PRERECORDED: 'REFUSE' } },
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'modes are apart: robocalls',
    channel: 'ROBOCALL',
    prefers: { channels: { ROBOCALL: 'REFUSE' } },
    expect: 'BLOCK CHANNEL_REFUSED',
  },
  {
    rule: 'category 8 is food here',
    category: 'FOOD_BEVERAGE',
    prefers: { categories: { FOOD_BEVERAGE: 'REFUSE' } },
    expect: 'BLOCK CATEGORY_REFUSED',
  },
  {
    rule: 'day type 38: a national holiday',
    at: '2026-08-15T12:00:00+05:30',
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-08-16T10:00:00+05:30',
  },
  {
    rule: 'day type 38: a gazetted holiday',
    at: '2026-11-24T12:00:00+05:30',
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-25T10:00:00+05:30',
  },
  {
    rule: 'a holiday that nobody refused is a day like others',
    at: '2026-08-15T12:00:00+05:30',
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'landlines keep preferences too',
    number: '+911100000001',
    prefers: { base: 'REFUSE_ALL' },
    expect: 'BLOCK ALL_REFUSED',
  },
];

/** What the class table of a policy turns on and off. */
const classTable: readonly DecisionRow[] = [
  {
    rule: 'a class that quiet hours do not bind',
    ...promotional({ quietHours: false }),
    ...midnight,
    expect: 'ALLOW DEFAULT',
    until: '30 days',
  },
  {
    rule: 'a class that consent does not help',
    ...promotional({ consent: false }),
    prefers: { base: 'REFUSE_ALL' },
    permission: { status: 'CONSENTED' },
    expect: 'BLOCK ALL_REFUSED',
  },
  {
    rule: 'a class that the subscriber’s hours do not bind',
    ...promotional({ hours: false }),
    prefers: { refusedBands: ['H12_14'] },
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'a class that needs no sender identity',
    ...promotional({ senderRequired: false }),
    sender: 'UNKNOWN',
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'a suspended sender is blocked in a class that needs none',
    ...promotional({ senderRequired: false }),
    sender: 'SUSPENDED',
    expect: 'BLOCK SENDER_SUSPENDED',
  },
  {
    rule: 'a class in which any refusal refuses all',
    ...promotional({ choices: 'ANY_REFUSAL' }),
    prefers: { channels: { ROBOCALL: 'REFUSE' } },
    expect: 'BLOCK ALL_REFUSED',
  },
];

export const india: DecisionList = { usual, rows: [...scrubTable, ...quietHours, ...modesAndDays, ...classTable] };

function promotional(changed: Partial<ClassRule>) {
  const { classes } = inPolicy;
  return { policy: { ...inPolicy, classes: { ...classes, PROMOTIONAL: { ...classes.PROMOTIONAL, ...changed } } } };
}
