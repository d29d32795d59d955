import { usPolicy } from '../../../src/core/policies/us.ts';
import type { DecisionList, DecisionRow, Situation } from './decision-row.ts';

/** A Wednesday noon in New York. */
const usual: Situation = {
  policy: usPolicy,
  number: '+12125550100',
  category: 'ENERGY',
  channel: 'VOICE',
  messageClass: 'PROMOTIONAL',
  at: '2026-11-18T12:00:00-05:00',
  prefers: {},
  sender: 'AUTHORISED',
  service: 'IN_SERVICE',
  admitted: [],
  permission: undefined,
};

const defaults: readonly DecisionRow[] = [
  { rule: 'calls are allowed until refused, by day', expect: 'ALLOW DEFAULT', until: '2026-11-18T21:00:00-05:00' },
  { rule: 'texts are allowed until refused, by day', channel: 'SMS', expect: 'ALLOW DEFAULT' },
  {
    rule: 'prerecorded calls need consent',
    channel: 'AUTO_PRERECORDED',
    expect: 'BLOCK DEFAULT',
    until: '2026-11-18T21:00:00-05:00',
  },
  {
    rule: 'prerecorded calls pass with consent',
    channel: 'AUTO_PRERECORDED',
    permission: { status: 'CONSENTED' },
    expect: 'ALLOW CONSENT',
  },
  {
    rule: 'a registered number is refused',
    prefers: { base: 'REFUSE_ALL' },
    expect: 'BLOCK ALL_REFUSED',
    until: '2026-11-18T21:00:00-05:00',
  },
  { rule: 'a company told not to call is refused', permission: { status: 'REFUSED' }, expect: 'BLOCK SENDER_REFUSED' },
  {
    rule: 'service calls are allowed at night',
    messageClass: 'SERVICE',
    at: '2026-11-18T23:00:00-05:00',
    expect: 'ALLOW DEFAULT',
    until: '30 days',
  },
];

const zones: readonly DecisionRow[] = [
  {
    rule: 'New York: 21:00 is night',
    at: '2026-11-18T21:00:00-05:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-19T08:00:00-05:00',
    until: '2026-11-19T08:00:00-05:00',
  },
  {
    rule: 'New York: 20:59:59.999 is evening',
    at: '2026-11-18T20:59:59.999-05:00',
    expect: 'ALLOW DEFAULT',
    until: '2026-11-18T21:00:00-05:00',
  },
  {
    rule: 'New York: 07:59:59.999 is night',
    at: '2026-11-18T07:59:59.999-05:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-18T08:00:00-05:00',
  },
  {
    rule: 'Chicago goes by its own clock',
    number: '+13125550100',
    at: '2026-11-18T08:30:00-05:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-18T08:00:00-06:00',
  },
  {
    rule: 'Los Angeles is still awake when New York sleeps',
    number: '+12135550100',
    at: '2026-11-18T22:00:00-05:00',
    expect: 'ALLOW DEFAULT',
    until: '2026-11-18T21:00:00-08:00',
  },
  {
    rule: 'Phoenix keeps no summer time',
    number: '+16025550100',
    at: '2026-07-01T20:59:59-07:00',
    expect: 'ALLOW DEFAULT',
    until: '2026-07-01T21:00:00-07:00',
  },
  {
    rule: 'Denver does',
    number: '+13035550100',
    at: '2026-07-01T20:59:59-07:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-07-02T08:00:00-06:00',
  },
  {
    rule: 'northern Arizona may keep either: the Navajo Nation has summer time',
    number: '+19285550100',
    at: '2026-07-01T20:30:00-07:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-07-02T08:00:00-07:00',
  },
  {
    rule: 'Honolulu',
    number: '+18085550100',
    at: '2026-11-18T21:00:00-10:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-19T08:00:00-10:00',
  },
  {
    rule: 'Alaska and the Aleutians: morning begins with the latter',
    number: '+19075550100',
    at: '2026-11-18T08:30:00-09:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-18T08:00:00-10:00',
  },
  {
    rule: 'Puerto Rico is on Atlantic time',
    number: '+17875550100',
    at: '2026-11-18T20:00:00-05:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-19T08:00:00-04:00',
  },
  {
    rule: 'Guam is a day ahead',
    number: '+16715550100',
    at: '2026-11-18T21:00:00+10:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-19T08:00:00+10:00',
  },
  {
    rule: 'an area code across two zones: evening ends with the eastern',
    number: '+18505550100',
    at: '2026-11-18T21:00:00-05:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-19T08:00:00-06:00',
  },
  {
    rule: 'an area code across two zones: morning begins with the western',
    number: '+18505550100',
    at: '2026-11-18T08:00:00-05:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-18T08:00:00-06:00',
    until: '2026-11-18T08:00:00-06:00',
  },
  {
    rule: 'an area code across two zones: by day',
    number: '+18505550100',
    expect: 'ALLOW DEFAULT',
    until: '2026-11-18T21:00:00-05:00',
  },
  {
    rule: 'an area code newer than the report',
    number: '+14485550100',
    at: '2026-11-18T08:30:00-05:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-18T08:00:00-06:00',
  },
];

const summerTime: readonly DecisionRow[] = [
  {
    rule: 'the night on which summer time begins is an hour short',
    at: '2026-03-07T21:00:00-05:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-03-08T08:00:00-04:00',
    until: '2026-03-08T07:00:00-05:00',
  },
  {
    rule: 'the night on which summer time ends is an hour long',
    at: '2026-10-31T21:00:00-04:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-01T08:00:00-05:00',
    until: '2026-11-01T09:00:00-04:00',
  },
  {
    rule: 'hours that do not exist are not refused',
    ...hourly('H02_03'),
    at: '2026-03-08T01:59:59.999-05:00',
    expect: 'ALLOW DEFAULT',
    until: '2026-03-09T02:00:00-04:00',
  },
  {
    rule: 'the hour after those that do not exist is its own',
    ...hourly('H02_03'),
    at: '2026-03-08T03:00:00-04:00',
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'hours on both sides of those that do not exist are one span',
    ...hourly('H01_02', 'H03_04'),
    at: '2026-03-08T01:30:00-05:00',
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-03-08T04:00:00-04:00',
    until: '2026-03-08T04:00:00-04:00',
  },
  {
    rule: 'hours that come twice are refused twice: the first time',
    ...hourly('H01_02'),
    at: '2026-11-01T01:00:00-04:00',
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-01T02:00:00-05:00',
    until: '2026-11-01T02:00:00-05:00',
  },
  {
    rule: 'hours that come twice are refused twice: the second time',
    ...hourly('H01_02'),
    at: '2026-11-01T01:59:59.999-05:00',
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-01T02:00:00-05:00',
  },
  {
    rule: 'the hour before those that come twice comes once',
    ...hourly('H00_01'),
    at: '2026-11-01T00:30:00-04:00',
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-01T01:00:00-04:00',
    until: '2026-11-01T01:00:00-04:00',
  },
  {
    rule: 'the hour after those that come twice follows the second',
    ...hourly('H02_03'),
    at: '2026-11-01T01:30:00-04:00',
    expect: 'ALLOW DEFAULT',
    until: '2026-11-01T02:00:00-05:00',
  },
];

const days: readonly DecisionRow[] = [
  {
    rule: 'refused holidays: Thanksgiving',
    at: '2026-11-26T12:00:00-05:00',
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-27T08:00:00-05:00',
  },
  {
    rule: 'refused holidays: a Saturday and the Friday in lieu',
    at: '2026-07-03T12:00:00-04:00',
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-07-05T08:00:00-04:00',
  },
  {
    rule: 'a holiday is a local day: in Hawaii it lasts longer',
    number: '+18085550100',
    at: '2026-11-27T03:00:00-05:00',
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    messageClass: 'SERVICE',
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-27T00:00:00-10:00',
  },
  {
    rule: 'quiet hours are named where the day is refused too',
    at: '2026-11-26T07:00:00-05:00',
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-27T08:00:00-05:00',
    until: '2026-11-26T08:00:00-05:00',
  },
];

export const unitedStates: DecisionList = { usual, rows: [...defaults, ...zones, ...summerTime, ...days] };

/** Bands of an hour, so that one can lie in the hour that summer time takes away; no statutory hours. */
function hourly(...refusedBands: readonly string[]) {
  const bands = Array.from({ length: 24 }, (_, hour) => {
    const [from, to] = [hour, hour + 1].map((one) => String(one).padStart(2, '0'));
    return {
      id: `H${from}_${to}`,
      code: hour + 101,
      from: `${from}:00`,
      to: `${to}:00`,
      source: 'made up',
      confirmed: false,
    };
  });
  return { policy: { ...usPolicy, bands, quietHours: [] }, prefers: { refusedBands } };
}
