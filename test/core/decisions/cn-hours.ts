import { cnPolicy } from '../../../src/core/policies/cn.ts';
import type { DecisionRow } from './decision-row.ts';

const sms = { channel: 'SMS' } as const;

const consented = { permission: { status: 'CONSENTED' } } as const;

const noon = ['H12_14'];
const night = ['H00_06', 'H21_24'];

export const cnHours: readonly DecisionRow[] = [
  {
    rule: 'the millisecond before a refused band is free',
    at: '2026-11-24T11:59:59.999+08:00',
    prefers: { refusedBands: noon },
    expect: 'ALLOW DEFAULT',
    until: '2026-11-24T12:00:00+08:00',
  },
  {
    rule: 'a band begins with its first instant',
    at: '2026-11-24T12:00:00+08:00',
    prefers: { refusedBands: noon },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-24T14:00:00+08:00',
    until: '2026-11-24T14:00:00+08:00',
  },
  {
    rule: 'a band lasts until its last millisecond',
    at: '2026-11-24T13:59:59.999+08:00',
    prefers: { refusedBands: noon },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-24T14:00:00+08:00',
  },
  {
    rule: 'the end of a band belongs to the next one',
    at: '2026-11-24T14:00:00+08:00',
    prefers: { refusedBands: noon },
    expect: 'ALLOW DEFAULT',
    until: '2026-11-25T12:00:00+08:00',
  },
  {
    rule: 'bands side by side are one',
    at: '2026-11-24T11:00:00+08:00',
    prefers: { refusedBands: ['H12_14', 'H10_12'] },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-24T14:00:00+08:00',
    until: '2026-11-24T14:00:00+08:00',
  },
  {
    rule: 'bands on both sides of midnight are one night',
    at: '2026-11-24T23:00:00+08:00',
    prefers: { refusedBands: night },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-25T06:00:00+08:00',
    until: '2026-11-25T06:00:00+08:00',
  },
  {
    rule: 'all bands refused leave no time',
    prefers: { refusedBands: cnPolicy.bands.map(({ id }) => id) },
    expect: 'BLOCK HOURS_REFUSED',
    until: '30 days',
  },
  {
    rule: 'hours filter a consent',
    ...consented,
    at: '2026-11-24T12:30:00+08:00',
    prefers: { refusedBands: noon },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-24T14:00:00+08:00',
  },
  {
    rule: 'hours filter an allowed category',
    ...sms,
    at: '2026-11-24T12:30:00+08:00',
    prefers: { refusedBands: noon, categories: { FIN_CREDIT: 'ALLOW' } },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-24T14:00:00+08:00',
  },
  {
    rule: 'hours filter service messages',
    messageClass: 'SERVICE',
    at: '2026-11-24T12:30:00+08:00',
    prefers: { refusedBands: noon },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-24T14:00:00+08:00',
  },
  {
    rule: 'hours say nothing of what is refused anyway',
    at: '2026-11-24T12:30:00+08:00',
    prefers: { refusedBands: noon, categories: { FIN_CREDIT: 'REFUSE' } },
    expect: 'BLOCK CATEGORY_REFUSED',
    until: '30 days',
  },
  {
    rule: 'a consent that ends inside a refused band opens no time',
    ...sms,
    at: '2026-11-24T12:30:00+08:00',
    prefers: { refusedBands: noon },
    ...consentUntil('2026-11-24T13:00:00+08:00'),
    expect: 'BLOCK HOURS_REFUSED',
    until: '2026-11-24T13:00:00+08:00',
  },
  {
    rule: 'hours do not touch exempt traffic',
    messageClass: 'GOVERNMENT',
    admitted: ['GOVERNMENT'],
    at: '2026-11-24T12:30:00+08:00',
    prefers: { refusedBands: noon },
    expect: 'ALLOW EXEMPT',
    until: '30 days',
  },
];

export const cnDays: readonly DecisionRow[] = [
  {
    rule: 'a refused weekday is blocked to its end',
    at: '2026-11-22T09:00:00+08:00',
    prefers: { refusedDayTypes: ['SUN'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-23T00:00:00+08:00',
    until: '2026-11-23T00:00:00+08:00',
  },
  {
    rule: 'the millisecond before a refused day is free',
    at: '2026-11-21T23:59:59.999+08:00',
    prefers: { refusedDayTypes: ['SUN'] },
    expect: 'ALLOW DEFAULT',
    until: '2026-11-22T00:00:00+08:00',
  },
  {
    rule: 'the day is the recipient’s: Saturday in UTC, Sunday in Shanghai',
    at: '2026-11-21T16:00:00Z',
    prefers: { refusedDayTypes: ['SUN'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-22T16:00:00Z',
  },
  {
    rule: 'a weekend of two refused days is one span',
    at: '2026-11-21T09:00:00+08:00',
    prefers: { refusedDayTypes: ['SAT', 'SUN'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-23T00:00:00+08:00',
    until: '2026-11-23T00:00:00+08:00',
  },
  {
    rule: 'of day and hours the day is named',
    at: '2026-11-22T12:30:00+08:00',
    prefers: { refusedDayTypes: ['SUN'], refusedBands: noon },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-23T00:00:00+08:00',
  },
  {
    rule: 'after a refused day its first free hour counts',
    at: '2026-11-22T12:30:00+08:00',
    prefers: { refusedDayTypes: ['SUN'], refusedBands: night },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-23T06:00:00+08:00',
    until: '2026-11-23T00:00:00+08:00',
  },
  {
    rule: 'refused holidays: the national days as one span',
    at: '2026-10-03T10:00:00+08:00',
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-10-08T00:00:00+08:00',
  },
  {
    rule: 'refused holidays: the spring festival has nine days',
    at: '2026-02-15T00:00:00+08:00',
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-02-24T00:00:00+08:00',
  },
  {
    rule: 'refused holidays leave other days alone',
    at: '2026-10-08T10:00:00+08:00',
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    expect: 'ALLOW DEFAULT',
    until: '30 days',
  },
  {
    rule: 'a holiday is of its weekday’s type too',
    at: '2026-10-01T10:00:00+08:00',
    prefers: { refusedDayTypes: ['THU'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-10-02T00:00:00+08:00',
  },
  {
    rule: 'a holiday on a Sunday is refused by either, as one span',
    at: '2026-02-14T23:00:00+08:00',
    prefers: { refusedDayTypes: ['HOLIDAY', 'SAT'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-02-24T00:00:00+08:00',
  },
  {
    rule: 'seven refused days leave no time',
    prefers: { refusedDayTypes: ['MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT', 'SUN'] },
    expect: 'BLOCK DAY_REFUSED',
    until: '30 days',
  },
];

function consentUntil(text: string) {
  return { permission: { status: 'CONSENTED', expiresAt: Date.parse(text) } } as const;
}
