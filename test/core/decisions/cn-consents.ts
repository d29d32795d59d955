import type { DecisionRow } from './decision-row.ts';

const sms = { channel: 'SMS' } as const;

const consented = { permission: { status: 'CONSENTED' } } as const;

export const cnConsents: readonly DecisionRow[] = [
  { rule: 'a consent opens SMS', ...sms, ...consented, expect: 'ALLOW CONSENT', until: '30 days' },
  {
    rule: 'a consent asked for and not confirmed permits nothing',
    ...sms,
    permission: { status: 'REQUESTED' },
    expect: 'BLOCK DEFAULT',
  },
  {
    rule: 'a consent stands above a refused category',
    ...consented,
    prefers: { categories: { FIN_CREDIT: 'REFUSE' } },
    expect: 'ALLOW CONSENT',
  },
  {
    rule: 'a consent stands above a refused channel',
    ...consented,
    prefers: { channels: { VOICE: 'REFUSE' } },
    expect: 'ALLOW CONSENT',
  },
  {
    rule: 'a consent confirmed after refuse-all counts',
    ...consented,
    prefers: { base: 'REFUSE_ALL' },
    expect: 'ALLOW CONSENT',
  },
  {
    rule: 'a consent covers the categories of its scope',
    ...sms,
    permission: { status: 'CONSENTED', scope: { categories: ['FIN_CREDIT'] } },
    expect: 'ALLOW CONSENT',
  },
  {
    rule: 'a consent covers no other category',
    ...sms,
    permission: { status: 'CONSENTED', scope: { categories: ['HEALTH'] } },
    expect: 'BLOCK DEFAULT',
  },
  {
    rule: 'a consent covers no other channel',
    ...sms,
    permission: { status: 'CONSENTED', scope: { channels: ['VOICE'] } },
    expect: 'BLOCK DEFAULT',
  },
  {
    rule: 'a consent has to cover category and channel',
    ...sms,
    permission: { status: 'CONSENTED', scope: { categories: ['FIN_CREDIT'], channels: ['VOICE'] } },
    expect: 'BLOCK DEFAULT',
  },
  {
    rule: 'a consent with an empty scope covers nothing',
    ...sms,
    permission: { status: 'CONSENTED', scope: { channels: [] } },
    expect: 'BLOCK DEFAULT',
  },
  {
    rule: 'an answer on a consent ends with it',
    ...sms,
    ...consentUntil('2026-11-25T00:00:00+08:00'),
    expect: 'ALLOW CONSENT',
    until: '2026-11-25T00:00:00+08:00',
  },
  {
    rule: 'a consent holds until the last millisecond',
    ...sms,
    ...consentUntil('2026-11-24T10:00:00.001+08:00'),
    expect: 'ALLOW CONSENT',
    until: '2026-11-24T10:00:00.001+08:00',
  },
  {
    rule: 'a consent does not hold at its end',
    ...sms,
    ...consentUntil('2026-11-24T10:00:00+08:00'),
    expect: 'BLOCK DEFAULT',
    until: '30 days',
  },
  {
    rule: 'the reason changes where the decision does not',
    ...consentUntil('2026-11-25T00:00:00+08:00'),
    expect: 'ALLOW CONSENT',
    until: '2026-11-25T00:00:00+08:00',
  },
  {
    rule: 'a consent that ends beyond the horizon does not show',
    ...sms,
    ...consentUntil('2026-12-24T10:00:00.001+08:00'),
    expect: 'ALLOW CONSENT',
    until: '30 days',
  },
  {
    rule: 'after its consent a refused category is refused',
    ...consentUntil('2026-11-20T00:00:00+08:00'),
    prefers: { categories: { FIN_CREDIT: 'REFUSE' } },
    expect: 'BLOCK CATEGORY_REFUSED',
  },
];

function consentUntil(text: string) {
  return { permission: { status: 'CONSENTED', expiresAt: Date.parse(text) } } as const;
}
