import { decide } from '../core/decide.ts';
import type { Decision } from '../core/enquiry.ts';
import { unknownState } from '../core/number-record.ts';
import { formatPhoneNumber, type PhoneNumber } from '../core/phone-number.ts';
import type { MessageClass, Policy } from '../core/policy.ts';
import { type EpochMs, formatInstant, hourMs } from '../core/time.ts';

/** An enquiry that the law of the policy allows as long as nothing is on record of the number. */
export interface DemoEnquiry {
  readonly phoneNumber: string;
  readonly category: string;
  readonly channel: string;
  readonly messageClass: MessageClass;
  /** RFC 3339; present where quiet hours are on, or near. */
  readonly plannedAt?: string;
  readonly before: Decision;
  /** The same after its holder refused this category on this channel. */
  readonly after: Decision;
}

/** Undefined where the policy allows nothing of this kind by default. */
export function demoEnquiry(policy: Policy, now: EpochMs): DemoEnquiry | undefined {
  const category = (policy.categories.find(({ id }) => id === 'FIN_CREDIT') ?? policy.categories[0])?.id;
  if (category === undefined) return undefined;
  const number = demoNumber(policy);
  for (const messageClass of ['PROMOTIONAL', 'SERVICE'] as const) {
    for (const { id: channel } of policy.channels) {
      const decisionAt = (at: EpochMs, cells: typeof unknownState.preferences.cells = []) => {
        const state = { ...unknownState, preferences: { ...unknownState.preferences, cells } };
        const standing = { admittedClasses: [], sender: 'AUTHORISED', state } as const;
        return decide(policy, standing, { number, category, channel, messageClass, at });
      };
      const at = permittedAt(decisionAt, now);
      if (at === undefined) continue;
      return {
        phoneNumber: formatPhoneNumber(number),
        category,
        channel,
        messageClass,
        ...(at === now ? {} : { plannedAt: formatInstant(at).replace('.000', '') }),
        before: decisionAt(at),
        after: decisionAt(at, [{ category, channel, choice: 'REFUSE' }]),
      };
    }
  }
  return undefined;
}

/** Now, where it stays permitted long enough to be tried; else the next time of day that is. */
function permittedAt(decisionAt: (at: EpochMs) => Decision, now: EpochMs): EpochMs | undefined {
  const soon = decisionAt(now + hourMs);
  if (soon.decision === 'ALLOW' && decisionAt(now).decision === 'ALLOW') return now;
  return soon.decision === 'ALLOW' ? decisionAt(now).nextPermittedAt : soon.nextPermittedAt;
}

/** A carrier's hotline, and of a range set apart for fiction; elsewhere the first mobile number of the plan. */
const unassigned: Readonly<Record<string, number>> = { CN: 8613800138000, US: 12025550123 };

function demoNumber({ jurisdiction, plan }: Policy): PhoneNumber {
  const known = unassigned[jurisdiction];
  const range = plan.find(({ kind }) => kind !== 'FIXED' && kind !== 'SPECIAL') ?? plan[0];
  if (known !== undefined || range === undefined) return (known ?? 0) as PhoneNumber;
  const start = `${range.prefixes[0] ?? ''}${range.nextDigits?.[0] ?? ''}`;
  return Number(start.padEnd(range.digits[0] ?? start.length, '0')) as PhoneNumber;
}
