import type { DecisionRow } from './decision-row.ts';

const service = { messageClass: 'SERVICE' } as const;
const consented = { permission: { status: 'CONSENTED' } } as const;
const midnight = { at: '2026-11-25T00:30:00+05:30' } as const;
const fullyBlocked = { prefers: { base: 'REFUSE_ALL' } } as const;
const promoBlocked = { prefers: { base: 'REFUSE_EXCEPT' } } as const;

/** The scrub decision table of an Indian operator, cell by cell, by day and by night. */
export const scrubTable: readonly DecisionRow[] = [
  { rule: 'promotional × fully blocked, day', ...fullyBlocked, expect: 'BLOCK ALL_REFUSED' },
  { rule: 'promotional × fully blocked, night', ...fullyBlocked, ...midnight, expect: 'BLOCK QUIET_HOURS' },
  { rule: 'promotional × promo block, day', ...promoBlocked, expect: 'BLOCK ALL_REFUSED' },
  { rule: 'promotional × promo block, night', ...promoBlocked, ...midnight, expect: 'BLOCK QUIET_HOURS' },
  {
    rule: 'promotional × partial block: category refused',
    prefers: { categories: { FINANCE: 'REFUSE' } },
    expect: 'BLOCK CATEGORY_REFUSED',
  },
  {
    rule: 'promotional × partial block: other category refused',
    prefers: { categories: { HEALTH: 'REFUSE' } },
    expect: 'ALLOW DEFAULT',
    until: '2026-11-25T21:00:00+05:30',
  },
  {
    rule: 'promotional × partial block: mode refused',
    prefers: { channels: { SMS: 'REFUSE' } },
    expect: 'BLOCK CHANNEL_REFUSED',
  },
  {
    rule: 'promotional × partial block: other mode refused',
    prefers: { channels: { ROBOCALL: 'REFUSE' } },
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'promotional × partial block: time refused',
    prefers: { refusedBands: ['H12_14'] },
    expect: 'BLOCK HOURS_REFUSED',
    next: '2026-11-25T14:00:00+05:30',
  },
  {
    rule: 'promotional × partial block: day refused',
    prefers: { refusedDayTypes: ['WED'] },
    expect: 'BLOCK DAY_REFUSED',
    next: '2026-11-26T10:00:00+05:30',
    until: '2026-11-25T21:00:00+05:30',
  },
  { rule: 'promotional × non-DND, day', expect: 'ALLOW DEFAULT', until: '2026-11-25T21:00:00+05:30' },
  {
    rule: 'promotional × non-DND, night',
    ...midnight,
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-25T10:00:00+05:30',
    until: '2026-11-25T10:00:00+05:30',
  },
  { rule: 'promotional × with consent', ...fullyBlocked, ...consented, expect: 'ALLOW CONSENT' },
  {
    rule: 'promotional × with consent, night: consent never beats time misuse',
    ...consented,
    ...midnight,
    expect: 'BLOCK QUIET_HOURS',
    next: '2026-11-25T10:00:00+05:30',
  },
  { rule: 'service × fully blocked, day', ...service, ...fullyBlocked, expect: 'BLOCK ALL_REFUSED', until: '30 days' },
  { rule: 'service × fully blocked, night', ...service, ...fullyBlocked, ...midnight, expect: 'BLOCK ALL_REFUSED' },
  { rule: 'service × promo block, day', ...service, ...promoBlocked, expect: 'BLOCK ALL_REFUSED', until: '30 days' },
  { rule: 'service × promo block, night', ...service, ...promoBlocked, ...midnight, expect: 'BLOCK ALL_REFUSED' },
  {
    rule: 'service × partial block: category refused',
    ...service,
    prefers: { categories: { FINANCE: 'REFUSE' } },
    expect: 'BLOCK CATEGORY_REFUSED',
    until: '30 days',
  },
  {
    rule: 'service × partial block: any other category refused',
    ...service,
    prefers: { categories: { HEALTH: 'REFUSE' } },
    expect: 'BLOCK ALL_REFUSED',
  },
  {
    rule: 'service × partial block: any other mode refused',
    ...service,
    prefers: { channels: { ROBOCALL: 'REFUSE' } },
    expect: 'BLOCK ALL_REFUSED',
  },
  {
    rule: 'service × partial block: any cell refused',
    ...service,
    prefers: { cells: [{ category: 'HEALTH', channel: 'VOICE', choice: 'REFUSE' }] },
    expect: 'BLOCK ALL_REFUSED',
  },
  {
    rule: 'service × partial block: any time refused, all day',
    ...service,
    prefers: { refusedBands: ['H00_06'] },
    expect: 'BLOCK ALL_REFUSED',
    until: '30 days',
  },
  {
    rule: 'service × partial block: any day refused, every day',
    ...service,
    prefers: { refusedDayTypes: ['HOLIDAY'] },
    expect: 'BLOCK ALL_REFUSED',
  },
  {
    rule: 'service × partial block: an allowance beside a refusal does not help',
    ...service,
    prefers: { categories: { FINANCE: 'ALLOW', HEALTH: 'REFUSE' } },
    expect: 'BLOCK ALL_REFUSED',
  },
  { rule: 'service × non-DND, day', ...service, expect: 'ALLOW DEFAULT', until: '30 days' },
  { rule: 'service × non-DND, night', ...service, ...midnight, expect: 'ALLOW DEFAULT', until: '30 days' },
  {
    rule: 'service × allowances only is non-DND',
    ...service,
    prefers: { categories: { FINANCE: 'ALLOW' } },
    expect: 'ALLOW CATEGORY_ALLOWED',
  },
  { rule: 'service × with consent, day', ...service, ...fullyBlocked, ...consented, expect: 'ALLOW CONSENT' },
  {
    rule: 'service × with consent, night, hours refused',
    ...service,
    ...consented,
    ...midnight,
    prefers: { refusedBands: ['H00_06'] },
    expect: 'ALLOW CONSENT',
    until: '30 days',
  },
];
