import type { PhoneNumber } from '../core/phone-number.ts';
import type { Policy } from '../core/policy.ts';
import { loadNumberingRules, NumberingRulesMissing, numberReader, type Unreadable } from '../scrub/number-reader.ts';

/** A number as a person writes it: internationally or as in the policy's country, with spaces and dashes. */
export async function givenNumber(policy: Policy, text: string): Promise<PhoneNumber | Unreadable> {
  const read = numberReader(policy, policy.jurisdiction);
  try {
    return read(text);
  } catch (error) {
    if (!(error instanceof NumberingRulesMissing)) throw error;
    await loadNumberingRules();
    return read(text);
  }
}
