import { Fault } from '../../../core/fault.ts';
import { dayNumber, offsetSpan } from '../../../core/local-time.ts';
import { policies } from '../../../core/policies/policies.ts';
import type { LocalDate, Policy, ZoneId } from '../../../core/policy.ts';
import { policyFaults } from '../../../core/policy-check.ts';
import { dayMs, formatInstant } from '../../../core/time.ts';
import { base64url } from '../../../receipts/base64url.ts';
import type { Registry } from '../../registry.ts';
import { replayLimits } from './replay-limits.ts';

/** What is asked for: a whole policy, or the id of one that is shipped. */
export interface ReplayTerms {
  readonly policy?: Policy | undefined;
  readonly policyId?: string | undefined;
  /** The week compared is the first whole one from this day on; absent: from today, or from when the law takes effect. */
  readonly from?: LocalDate | undefined;
}

/** A law that may be compared with the present one. */
export interface Proposal {
  readonly policy: Policy;
  /** SHA-256 of its JSON, base64url: that of the document as it was read, without what no policy has. */
  readonly digest: string;
  readonly from: LocalDate;
}

/** Fault INVALID_ARGUMENT that names the part of the policy, PAYLOAD_TOO_LARGE. */
export async function proposalOf(registry: Pick<Registry, 'policy' | 'now'>, terms: ReplayTerms): Promise<Proposal> {
  const policy = askedPolicy(registry, terms);
  const bytes = new TextEncoder().encode(JSON.stringify(policy));
  if (bytes.length > replayLimits.policyBytesMax) {
    throw new Fault('PAYLOAD_TOO_LARGE', 'the policy is too large', {
      field: 'policy',
      limit: `at most ${replayLimits.policyBytesMax} bytes`,
    });
  }
  requireSameCountry(registry.policy, policy);
  requireSmall(registry.policy, policy);
  const [fault] = policyFaults(policy);
  if (fault !== undefined) throw policyFault(fault);
  const digest = base64url(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
  return { policy, digest, from: firstDay(registry, policy, terms.from) };
}

function askedPolicy(
  { policy: { jurisdiction } }: Pick<Registry, 'policy'>,
  { policy, policyId }: ReplayTerms,
): Policy {
  if (policy !== undefined && policyId === undefined) return policy;
  const shipped = Object.values(policies).filter((one) => one.jurisdiction === jurisdiction);
  const limit = `one of ${shipped.map(({ id }) => id).join(', ')}`;
  if (policy !== undefined || policyId === undefined) {
    throw new Fault('INVALID_ARGUMENT', 'give a policy or the id of one, not both', { field: 'policy' });
  }
  const found = shipped.find(({ id }) => id === policyId);
  if (found === undefined) throw new Fault('INVALID_ARGUMENT', 'no such policy', { field: 'policyId', limit });
  return found;
}

function requireSameCountry(present: Policy, proposed: Policy): void {
  for (const name of ['jurisdiction', 'countryCallingCode'] as const) {
    if (proposed[name] === present[name]) continue;
    throw new Fault('INVALID_ARGUMENT', 'the registry’s numbers are of another country', {
      field: `policy.${name}`,
      limit: present[name],
    });
  }
}

/** What a run, or the check itself, would take too long for. */
function requireSmall(present: Policy, proposed: Policy): void {
  const pairs = (policy: Policy) => policy.categories.length * policy.channels.length;
  const zones = proposed.zonePrefixes.reduce((sum, row) => sum + row.zones.length, proposed.defaultZones.length);
  const { pairsMax, quietHoursMax, defaultsMax, zonesNamedMax } = replayLimits;
  const sizes = [
    ['categories', pairs(proposed), Math.max(pairsMax, pairs(present)), 'pairs of category and channel'],
    ['quietHours', proposed.quietHours.length, quietHoursMax, 'rows'],
    ['defaults', proposed.defaults.length, defaultsMax, 'rows'],
    ['zonePrefixes', zones, zonesNamedMax, 'zones named'],
  ] as const;
  const passed = sizes.find(([, size, most]) => size > most);
  if (passed === undefined) return;
  const [name, , most, unit] = passed;
  throw new Fault('INVALID_ARGUMENT', 'there are too many to replay', {
    field: `policy.${name}`,
    limit: `at most ${most} ${unit}`,
  });
}

/** Sentences of the check begin with the place. */
function policyFault(sentence: string): Fault {
  const [, place, rest] = /^([A-Za-z]+(?:\.[A-Za-z]+)?(?:\[\d+\])?)(?:: | )(.*)$/s.exec(sentence) ?? [];
  if (place === undefined || rest === undefined || place === 'code')
    return new Fault('INVALID_ARGUMENT', sentence.slice(0, faultCharsMax), { field: 'policy' });
  return new Fault('INVALID_ARGUMENT', rest.slice(0, faultCharsMax), { field: `policy.${place}` });
}

const faultCharsMax = 200;

function firstDay({ policy, now }: Pick<Registry, 'policy' | 'now'>, proposed: Policy, asked?: LocalDate): LocalDate {
  const today = localDay(policy.defaultZones[0] ?? 'UTC', now());
  const daysMax = replayLimits.yearsMax * 366;
  if (asked === undefined) {
    const effective = dayNumber(proposed.effectiveFrom) ?? today;
    return dateOf(Math.min(Math.max(today, effective), today + daysMax));
  }
  const day = dayNumber(asked);
  if (day === undefined || Math.abs(day - today) > daysMax) {
    throw new Fault('INVALID_ARGUMENT', 'not a day that can be compared', {
      field: 'from',
      limit: `a date within ${replayLimits.yearsMax} years`,
    });
  }
  return dateOf(day);
}

function localDay(zone: ZoneId, at: number): number {
  return Math.floor((at + offsetSpan(zone, at).offsetMs) / dayMs);
}

function dateOf(day: number): LocalDate {
  return formatInstant(day * dayMs).slice(0, 10);
}
