import { decide, horizonMs } from '../../../src/core/decide.ts';
import type { Decision, Reason, Standing } from '../../../src/core/enquiry.ts';
import { parsePhoneNumber } from '../../../src/core/phone-number.ts';
import type { MessageClass, Policy } from '../../../src/core/policy.ts';
import { noPreferences, type Preferences } from '../../../src/core/preferences.ts';
import type { SenderStanding } from '../../../src/core/sender-identity.ts';
import type { SenderPermission } from '../../../src/core/sender-permission.ts';
import type { Service } from '../../../src/core/tenure.ts';
import { formatInstant } from '../../../src/core/time.ts';

/** The whole situation of one decision. */
export interface Situation {
  readonly policy: Policy;
  readonly number: string;
  readonly category: string;
  readonly channel: string;
  readonly messageClass: MessageClass;
  /** RFC 3339. */
  readonly at: string;
  readonly prefers: Partial<Preferences>;
  readonly sender: SenderStanding;
  readonly service: Service;
  readonly admitted: readonly MessageClass[];
  readonly permission: Omit<SenderPermission, 'brand' | 'at' | 'position'> | undefined;
}

/** What differs from the usual situation of its list, and what has to come out. */
export interface DecisionRow extends Partial<Situation> {
  /** The rule that the row shows. */
  readonly rule: string;
  readonly expect: `${'ALLOW' | 'BLOCK'} ${Reason}`;
  /** `nextPermittedAt`; absent: there must be none. */
  readonly next?: string;
  /** `validUntil`; absent: not looked at. */
  readonly until?: string | '30 days';
  readonly warning?: 'SENDER_UNKNOWN';
}

export interface DecisionList {
  readonly usual: Situation;
  readonly rows: readonly DecisionRow[];
}

/** The words of a decision as rows write it. */
export function outcomeOf(usual: Situation, row: DecisionRow) {
  const decision = decided({ ...usual, ...row });
  return {
    expect: `${decision.decision} ${decision.reason}`,
    warning: decision.warning,
    next: decision.nextPermittedAt === undefined ? undefined : formatInstant(decision.nextPermittedAt),
    until: row.until === undefined ? undefined : formatInstant(decision.validUntil),
  };
}

export function expectationOf(usual: Situation, row: DecisionRow) {
  const end = Date.parse(row.at ?? usual.at) + horizonMs;
  return {
    expect: row.expect,
    warning: row.warning,
    next: row.next === undefined ? undefined : formatInstant(Date.parse(row.next)),
    until: row.until === undefined ? undefined : formatInstant(row.until === '30 days' ? end : Date.parse(row.until)),
  };
}

function decided(situation: Situation): Decision {
  const { policy, category, channel, messageClass, prefers, sender, service, admitted, permission } = situation;
  const standing: Standing = {
    admittedClasses: admitted,
    sender,
    state: { preferences: { ...noPreferences, ...prefers }, service, hasDetail: permission !== undefined },
    ...(permission === undefined ? {} : { permission: { brand: 'acme', at: 0, position: 1, ...permission } }),
  };
  const number = parsePhoneNumber(situation.number);
  const at = Date.parse(situation.at);
  if (number === undefined || Number.isNaN(at)) throw new Error('the row names no number or no time');
  return decide(policy, standing, { number, category, channel, messageClass, at });
}
