import { cnPolicy } from '../../../src/core/policies/cn.ts';
import { cnChoices } from './cn-choices.ts';
import { cnConsents } from './cn-consents.ts';
import { cnDays, cnHours } from './cn-hours.ts';
import { cnLadder } from './cn-ladder.ts';
import type { DecisionList, DecisionRow, Situation } from './decision-row.ts';

/** A Tuesday morning, no holiday. */
const usual: Situation = {
  policy: cnPolicy,
  number: '+8613900000001',
  category: 'FIN_CREDIT',
  channel: 'VOICE',
  messageClass: 'PROMOTIONAL',
  at: '2026-11-24T10:00:00+08:00',
  prefers: {},
  sender: 'AUTHORISED',
  service: 'IN_SERVICE',
  admitted: [],
  permission: undefined,
};

const sms = { channel: 'SMS' } as const;

const defaults: readonly DecisionRow[] = [
  { rule: 'no commercial SMS without consent or request', ...sms, expect: 'BLOCK DEFAULT', until: '30 days' },
  { rule: 'calls are allowed until refused', expect: 'ALLOW DEFAULT', until: '30 days' },
  { rule: 'service SMS are no commercial SMS', ...sms, messageClass: 'SERVICE', expect: 'ALLOW DEFAULT' },
  { rule: 'a fixed line is in the same rules', number: '+861000000001', expect: 'ALLOW DEFAULT' },
  { rule: 'a category that nobody knows gets the default', category: 'NONE_SUCH', expect: 'ALLOW DEFAULT' },
  { rule: 'a channel that nobody knows gets the protective default', channel: 'PIGEON', expect: 'BLOCK DEFAULT' },
  { rule: 'names of the language mean nothing', category: 'constructor', ...sms, expect: 'BLOCK DEFAULT' },
];

export const cn: DecisionList = {
  usual,
  rows: [...defaults, ...cnLadder, ...cnChoices, ...cnConsents, ...cnHours, ...cnDays],
};
