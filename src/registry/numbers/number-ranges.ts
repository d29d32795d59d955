import { Fault } from '../../core/fault.ts';
import type { Policy } from '../../core/policy.ts';
import type { EntityRegistry } from '../organisations/entity-change.ts';

export const numberRangesMax = 1_000;

/** Leading digits of phone numbers, country calling code first. */
export const numberRangePattern = /^[1-9][0-9]{1,13}$/;

/**
 * Refuses ranges that are not a carrier's to have: none of whose numbers lies in the country's numbering plan
 * (OUT_OF_RANGE), or that another carrier holds in part or whole, suspended or not (INCOMPATIBLE_STATE).
 */
export function requireFreeRanges(registry: EntityRegistry, organisationId: string, ranges: readonly string[]): void {
  const others = registry.directory
    .carriers()
    .filter(({ document }) => document.organisationId !== organisationId)
    .flatMap(({ document }) => document.numberRanges);
  for (const [index, range] of ranges.entries()) {
    const field = `numberRanges[${index}]`;
    requireInPlan(registry.policy, range, field);
    if (ranges.some((one, at) => at !== index && overlap(one, range))) {
      throw new Fault('INVALID_ARGUMENT', 'this range overlaps another one of the same carrier', { field });
    }
    const held = others.find((one) => overlap(one, range));
    if (held !== undefined) {
      throw new Fault('INCOMPATIBLE_STATE', `another carrier holds numbers of this range: ${held}`, { field });
    }
  }
}

function requireInPlan(policy: Policy, range: string, field: string): void {
  if (!numberRangePattern.test(range)) {
    throw new Fault('INVALID_ARGUMENT', 'not a number range', { field, limit: numberRangePattern.source });
  }
  const fits = policy.plan.some(({ prefixes, nextDigits, digits }) =>
    prefixes.some((prefix) => {
      const nextDigit = range.startsWith(prefix) ? range.charAt(prefix.length) : '';
      const longEnough = digits.some((length) => length >= range.length);
      return overlap(prefix, range) && longEnough && (nextDigits === undefined || nextDigits.includes(nextDigit));
    }),
  );
  if (fits && range.startsWith(policy.countryCallingCode)) return;
  throw new Fault('OUT_OF_RANGE', 'no number of this range is in the numbering plan', {
    field,
    limit: `numbers of ${policy.jurisdiction}`,
  });
}

function overlap(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}
