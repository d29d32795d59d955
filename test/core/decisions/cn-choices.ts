import { cnPolicy } from '../../../src/core/policies/cn.ts';
import type { DecisionRow } from './decision-row.ts';

const sms = { channel: 'SMS' } as const;

export const cnChoices: readonly DecisionRow[] = [
  {
    rule: 'a refused category is blocked',
    prefers: { categories: { FIN_CREDIT: 'REFUSE' } },
    expect: 'BLOCK CATEGORY_REFUSED',
    until: '30 days',
  },
  {
    rule: 'a refused category leaves others alone',
    prefers: { categories: { REAL_ESTATE: 'REFUSE' } },
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'a refused category names itself where the default would block too',
    ...sms,
    prefers: { categories: { FIN_CREDIT: 'REFUSE' } },
    expect: 'BLOCK CATEGORY_REFUSED',
  },
  {
    rule: 'an allowed category opens SMS',
    ...sms,
    prefers: { categories: { FIN_CREDIT: 'ALLOW' } },
    expect: 'ALLOW CATEGORY_ALLOWED',
    until: '30 days',
  },
  { rule: 'a refused channel is blocked', prefers: { channels: { VOICE: 'REFUSE' } }, expect: 'BLOCK CHANNEL_REFUSED' },
  {
    rule: 'a refused channel leaves others alone',
    prefers: { channels: { SMS: 'REFUSE' } },
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'an allowed channel opens SMS',
    ...sms,
    prefers: { channels: { SMS: 'ALLOW' } },
    expect: 'ALLOW CHANNEL_ALLOWED',
  },
  {
    rule: 'of category and channel a refusal wins: channel',
    prefers: { categories: { FIN_CREDIT: 'ALLOW' }, channels: { VOICE: 'REFUSE' } },
    expect: 'BLOCK CHANNEL_REFUSED',
  },
  {
    rule: 'of category and channel a refusal wins: category',
    prefers: { categories: { FIN_CREDIT: 'REFUSE' }, channels: { VOICE: 'ALLOW' } },
    expect: 'BLOCK CATEGORY_REFUSED',
  },
  {
    rule: 'of two refusals the category is named',
    prefers: { categories: { FIN_CREDIT: 'REFUSE' }, channels: { VOICE: 'REFUSE' } },
    expect: 'BLOCK CATEGORY_REFUSED',
  },
  {
    rule: 'of two allowances the category is named',
    ...sms,
    prefers: { categories: { FIN_CREDIT: 'ALLOW' }, channels: { SMS: 'ALLOW' } },
    expect: 'ALLOW CATEGORY_ALLOWED',
  },
  {
    rule: 'a cell stands above its category',
    prefers: { categories: { FIN_CREDIT: 'REFUSE' }, cells: [cell('FIN_CREDIT', 'VOICE', 'ALLOW')] },
    expect: 'ALLOW CATEGORY_ALLOWED',
  },
  {
    rule: 'a cell stands above its channel',
    prefers: { channels: { VOICE: 'REFUSE' }, cells: [cell('FIN_CREDIT', 'VOICE', 'ALLOW')] },
    expect: 'ALLOW CATEGORY_ALLOWED',
  },
  {
    rule: 'a refused cell stands above both allowances',
    prefers: {
      categories: { FIN_CREDIT: 'ALLOW' },
      channels: { VOICE: 'ALLOW' },
      cells: [cell('FIN_CREDIT', 'VOICE', 'REFUSE')],
    },
    expect: 'BLOCK CATEGORY_REFUSED',
  },
  {
    rule: 'a cell of another channel does not reach here',
    prefers: { cells: [cell('FIN_CREDIT', 'SMS', 'REFUSE')] },
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'a cell of another category does not reach here',
    prefers: { cells: [cell('HEALTH', 'VOICE', 'REFUSE')] },
    expect: 'ALLOW DEFAULT',
  },
  {
    rule: 'of two words on one cell the refusal stands',
    prefers: { cells: [cell('FIN_CREDIT', 'VOICE', 'ALLOW'), cell('FIN_CREDIT', 'VOICE', 'REFUSE')] },
    expect: 'BLOCK CATEGORY_REFUSED',
  },
  {
    rule: 'refuse-except refuses what is not listed',
    prefers: { base: 'REFUSE_EXCEPT', categories: { HEALTH: 'ALLOW' } },
    expect: 'BLOCK ALL_REFUSED',
  },
  {
    rule: 'refuse-except lets a listed category through',
    prefers: { base: 'REFUSE_EXCEPT', categories: { FIN_CREDIT: 'ALLOW' } },
    expect: 'ALLOW CATEGORY_ALLOWED',
  },
  {
    rule: 'refuse-except lets a listed channel through',
    prefers: { base: 'REFUSE_EXCEPT', channels: { VOICE: 'ALLOW' } },
    expect: 'ALLOW CHANNEL_ALLOWED',
  },
  {
    rule: 'refuse-except lets a listed cell through',
    prefers: { base: 'REFUSE_EXCEPT', cells: [cell('FIN_CREDIT', 'VOICE', 'ALLOW')] },
    expect: 'ALLOW CATEGORY_ALLOWED',
  },
  { rule: 'refuse-all blocks', prefers: { base: 'REFUSE_ALL' }, expect: 'BLOCK ALL_REFUSED', until: '30 days' },
  {
    rule: 'refuse-all knows no exception',
    prefers: { base: 'REFUSE_ALL', categories: { FIN_CREDIT: 'ALLOW' } },
    expect: 'BLOCK ALL_REFUSED',
  },
  {
    rule: 'refuse-all covers service messages',
    messageClass: 'SERVICE',
    prefers: { base: 'REFUSE_ALL' },
    expect: 'BLOCK ALL_REFUSED',
  },
  ...addedLater(),
];

function cell(category: string, channel: string, choice: 'ALLOW' | 'REFUSE') {
  return { category, channel, choice };
}

/** The same choices under a policy that got a category afterwards. */
function addedLater(): readonly DecisionRow[] {
  const [first] = cnPolicy.categories;
  if (first === undefined) return [];
  const recruitment = { ...first, id: 'RECRUITMENT', code: 12, since: '2026-11-01' };
  const policy = { ...cnPolicy, categories: [...cnPolicy.categories, recruitment] };
  const later = { policy, category: 'RECRUITMENT' };
  return [
    {
      rule: 'refuse-all covers a category added later',
      ...later,
      prefers: { base: 'REFUSE_ALL' },
      expect: 'BLOCK ALL_REFUSED',
    },
    {
      rule: 'refuse-except covers a category added later',
      ...later,
      prefers: { base: 'REFUSE_EXCEPT', categories: { FIN_CREDIT: 'ALLOW' } },
      expect: 'BLOCK ALL_REFUSED',
    },
    {
      rule: 'refusals of single categories do not cover one added later',
      ...later,
      prefers: { categories: { FIN_CREDIT: 'REFUSE' } },
      expect: 'ALLOW DEFAULT',
    },
    {
      rule: 'a refused channel covers a category added later',
      ...later,
      prefers: { channels: { VOICE: 'REFUSE' } },
      expect: 'BLOCK CHANNEL_REFUSED',
    },
  ];
}
