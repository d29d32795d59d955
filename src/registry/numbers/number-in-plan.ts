import { Fault } from '../../core/fault.ts';
import { inPlan } from '../../core/numbering-plan.ts';
import { type PhoneNumber, parsePhoneNumber } from '../../core/phone-number.ts';
import type { Registry } from '../registry.ts';

/** The number that a wire string names. Faults: INVALID_ARGUMENT, SERVICE_NOT_APPLICABLE outside the policy's plan. */
export function numberInPlan({ policy }: Pick<Registry, 'policy'>, text: string): PhoneNumber {
  const number = parsePhoneNumber(text);
  if (number === undefined) {
    throw new Fault('INVALID_ARGUMENT', 'not a phone number', { field: 'phoneNumber', limit: '^\\+[1-9][0-9]{4,14}$' });
  }
  if (inPlan(policy, number)) return number;
  throw new Fault('SERVICE_NOT_APPLICABLE', 'the number is outside the numbering plan of this registry', {
    field: 'phoneNumber',
    limit: `numbers of ${policy.jurisdiction}`,
  });
}
