import { esPolicy } from '../../../src/core/policies/es.ts';
import type { DecisionList, DecisionRow, Situation } from './decision-row.ts';

/** A Wednesday noon, no holiday, on a fixed line of Madrid. */
const usual: Situation = {
  policy: esPolicy,
  number: '+34910000001',
  category: 'TELECOM_IT',
  channel: 'VOICE',
  messageClass: 'PROMOTIONAL',
  at: '2026-11-25T12:00:00+01:00',
  prefers: {},
  sender: 'AUTHORISED',
  service: 'IN_SERVICE',
  admitted: [],
  permission: undefined,
};

const canary = { number: '+34928000001' } as const;
const mobile = { number: '+34600000001' } as const;
const allowed = { prefers: { channels: { VOICE: 'ALLOW' } } } as const;

const changeOfLaw: readonly DecisionRow[] = [
  {
    rule: 'before article 66 a call was allowed until refused',
    at: '2023-05-10T12:00:00+02:00',
    expect: 'ALLOW DEFAULT',
    until: '2023-05-10T21:00:00+02:00',
  },
  {
    rule: 'before article 66 a refusal was heard',
    at: '2023-05-10T12:00:00+02:00',
    prefers: { categories: { TELECOM_IT: 'REFUSE' } },
    expect: 'BLOCK CATEGORY_REFUSED',
  },
  {
    rule: 'the last working evening before article 66',
    at: '2023-06-28T20:59:59.999+02:00',
    expect: 'ALLOW DEFAULT',
    until: '2023-06-28T21:00:00+02:00',
  },
  {
    rule: 'the night before article 66 ends in no morning',
    at: '2023-06-28T23:00:00+02:00',
    expect: 'BLOCK QUIET_HOURS',
    until: '2023-06-29T09:00:00+02:00',
  },
  {
    rule: 'from article 66 on a call needs consent',
    at: '2023-06-29T09:00:00+02:00',
    expect: 'BLOCK DEFAULT',
    until: '2023-06-29T21:00:00+02:00',
  },
  { rule: 'today a call needs consent', expect: 'BLOCK DEFAULT', until: '2026-11-25T21:00:00+01:00' },
  {
    rule: 'messages needed consent before, too',
    channel: 'SMS',
    at: '2023-05-10T12:00:00+02:00',
    expect: 'BLOCK DEFAULT',
    until: '30 days',
  },
  { rule: 'automated calls need consent', channel: 'AUTO_PRERECORDED', expect: 'BLOCK DEFAULT' },
  {
    rule: 'with consent a call is allowed',
    permission: { status: 'CONSENTED' },
    expect: 'ALLOW CONSENT',
    until: '2026-11-25T21:00:00+01:00',
  },
  {
    rule: 'service messages are allowed',
    channel: 'SMS',
    messageClass: 'SERVICE',
    expect: 'ALLOW DEFAULT',
    until: '30 days',
  },
];

/** A policy that turns from opt-out to opt-in while nobody sleeps, in two zones. */
const turning: readonly DecisionRow[] = [
  {
    rule: 'the default of the day ends with the day',
    ...dated(),
    at: '2026-11-24T12:00:00+01:00',
    expect: 'ALLOW DEFAULT',
    until: '2026-12-01T00:00:00+01:00',
  },
  {
    rule: 'where the law turns first, it turns for a number that may lie there',
    ...dated(),
    ...mobile,
    at: '2026-11-24T12:00:00+01:00',
    expect: 'ALLOW DEFAULT',
    until: '2026-12-01T00:00:00+01:00',
  },
  {
    rule: 'in the Canary Islands the law turns an hour later',
    ...dated(),
    ...canary,
    at: '2026-12-01T00:00:00+01:00',
    expect: 'ALLOW DEFAULT',
    until: '2026-12-01T01:00:00+01:00',
  },
  {
    rule: 'a turn beyond the horizon does not show',
    ...dated(),
    at: '2026-10-30T00:00:00+01:00',
    expect: 'ALLOW DEFAULT',
    until: '30 days',
  },
  {
    rule: 'a law that opens tells when',
    ...dated('BLOCK', 'ALLOW'),
    at: '2026-11-24T12:00:00+01:00',
    expect: 'BLOCK DEFAULT',
    next: '2026-12-01T00:00:00+01:00',
  },
  {
    rule: 'a law that opens has to be open in all zones',
    ...dated('BLOCK', 'ALLOW'),
    ...mobile,
    at: '2026-11-24T12:00:00+01:00',
    expect: 'BLOCK DEFAULT',
    next: '2026-12-01T01:00:00+01:00',
    until: '2026-12-01T01:00:00+01:00',
  },
];

const zones: readonly DecisionRow[] = [
  {
    rule: 'Madrid: 21:00 is night',
    ...allowed,
    at: '2026-11-25T21:00:00+01:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-26T09:00:00+01:00',
  },
  {
    rule: 'Las Palmas: 21:00 in Madrid is 20:00',
    ...allowed,
    ...canary,
    at: '2026-11-25T21:00:00+01:00',
    expect: 'ALLOW CHANNEL_ALLOWED',
    until: '2026-11-25T21:00:00Z',
  },
  {
    rule: 'Tenerife keeps the same clock',
    ...allowed,
    number: '+34822000001',
    at: '2026-11-25T08:59:59Z',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-25T09:00:00Z',
  },
  {
    rule: 'a mobile may lie in either: evening ends with Madrid',
    ...allowed,
    ...mobile,
    at: '2026-11-25T20:30:00+01:00',
    expect: 'ALLOW CHANNEL_ALLOWED',
    until: '2026-11-25T21:00:00+01:00',
  },
  {
    rule: 'a mobile may lie in either: morning begins with the islands',
    ...allowed,
    ...mobile,
    at: '2026-11-25T09:30:00+01:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-25T10:00:00+01:00',
    until: '2026-11-25T10:00:00+01:00',
  },
  {
    rule: 'refused hours count in each zone: 12–14 is three hours long',
    ...mobile,
    at: '2026-11-25T12:00:00+01:00',
    prefers: { channels: { VOICE: 'ALLOW' }, refusedBands: ['H12_14'] },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-25T15:00:00+01:00',
    until: '2026-11-25T15:00:00+01:00',
  },
  {
    rule: 'a refused day counts in each zone: 25 hours',
    ...mobile,
    channel: 'SMS',
    at: '2026-11-25T00:00:00+01:00',
    prefers: { channels: { SMS: 'ALLOW' }, refusedDayTypes: ['WED'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-26T01:00:00+01:00',
    until: '2026-11-26T01:00:00+01:00',
  },
];

const days: readonly DecisionRow[] = [
  {
    rule: 'no calls at the weekend: Friday evening waits for Monday',
    ...allowed,
    at: '2026-11-27T21:00:00+01:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-30T09:00:00+01:00',
    until: '2026-11-30T09:00:00+01:00',
  },
  {
    rule: 'no calls on a holiday',
    ...allowed,
    at: '2026-10-12T12:00:00+02:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-10-13T09:00:00+02:00',
  },
  {
    rule: 'Good Friday and the weekend are one span',
    ...allowed,
    at: '2026-04-02T22:00:00+02:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-04-06T09:00:00+02:00',
  },
  {
    rule: 'the rule of weekends binds calls only',
    channel: 'SMS',
    prefers: { channels: { SMS: 'ALLOW' } },
    at: '2026-11-28T12:00:00+01:00',
    expect: 'ALLOW CHANNEL_ALLOWED',
    until: '30 days',
  },
  {
    rule: 'the rule of weekends does not hold service calls',
    messageClass: 'SERVICE',
    at: '2026-11-28T12:00:00+01:00',
    expect: 'ALLOW DEFAULT',
    until: '30 days',
  },
  {
    rule: 'summer time begins on a Sunday: Monday 9:00 is an hour earlier',
    ...allowed,
    at: '2026-03-27T21:00:00+01:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-03-30T09:00:00+02:00',
  },
  {
    rule: 'summer time ends on a Sunday: Monday 9:00 is an hour later',
    ...allowed,
    at: '2026-10-23T21:00:00+02:00',
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-10-26T09:00:00+01:00',
  },
  {
    rule: 'the day on which summer time begins has 23 hours',
    channel: 'SMS',
    at: '2026-03-29T00:00:00+01:00',
    prefers: { channels: { SMS: 'ALLOW' }, refusedDayTypes: ['SUN'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-03-29T23:00:00+01:00',
  },
  {
    rule: 'the day on which summer time ends has 25 hours',
    channel: 'SMS',
    at: '2026-10-25T00:00:00+02:00',
    prefers: { channels: { SMS: 'ALLOW' }, refusedDayTypes: ['SUN'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-10-26T01:00:00+02:00',
  },
  {
    rule: 'a band of six hours has five on the day on which summer time begins',
    channel: 'SMS',
    at: '2026-03-29T00:00:00+01:00',
    prefers: { channels: { SMS: 'ALLOW' }, refusedBands: ['H00_06'] },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-03-29T05:00:00+01:00',
  },
];

export const spain: DecisionList = { usual, rows: [...changeOfLaw, ...turning, ...zones, ...days] };

function dated(before: 'ALLOW' | 'BLOCK' = 'ALLOW', after: 'ALLOW' | 'BLOCK' = 'BLOCK') {
  const source = { source: 'made up', confirmed: false };
  const messageClasses = ['PROMOTIONAL', 'SERVICE'] as const;
  const defaults = [
    { messageClasses, until: '2026-12-01', decision: before, ...source },
    { messageClasses, decision: after, ...source },
  ];
  return { policy: { ...esPolicy, quietHours: [], defaults } };
}
