import { Fault } from '../../core/fault.ts';
import { type OrganisationDocument, type OrganisationRole, type Scope, scopesOfRole } from '../../core/organisation.ts';
import { type MessageClass, messageClasses } from '../../core/policy.ts';
import { type AbuseResponse, type Quotas, quotaMax, quotaNames } from '../../core/quota.ts';
import { type EpochMs, parseInstant } from '../../core/time.ts';
import { numberRangesMax, requireFreeRanges } from '../numbers/number-ranges.ts';
import type { EntityRegistry } from './entity-change.ts';

/** What may be said of an organisation when it is admitted, and changed later. */
export interface OrganisationTerms {
  readonly name?: string | undefined;
  readonly scopes?: readonly Scope[] | undefined;
  readonly admittedClasses?: readonly MessageClass[] | undefined;
  readonly numberRanges?: readonly string[] | undefined;
  /** RFC 3339; null: not all disconnections are reported any more. */
  readonly reportsSince?: string | null | undefined;
  /** What is absent stays; null: as for others of its role. */
  readonly quotas?: QuotaTerms | undefined;
  readonly abuseResponse?: AbuseResponse | undefined;
}

export type QuotaTerms = Readonly<Partial<Record<keyof Quotas, number | null | undefined>>>;

export const organisationNameMax = 100;

/** Checks the terms against the role and against the other organisations; what is absent stays as it is. */
export function withTerms(
  registry: EntityRegistry,
  document: OrganisationDocument,
  terms: OrganisationTerms,
): OrganisationDocument {
  const { name, scopes, admittedClasses, numberRanges, reportsSince, quotas, abuseResponse } = terms;
  const changed = {
    ...document,
    ...(name === undefined ? {} : { name: checkedName(name) }),
    ...(scopes === undefined ? {} : { scopes: scopesWithin(document.role, scopes) }),
    ...(admittedClasses === undefined ? {} : { admittedClasses: inOrder(messageClasses, admittedClasses) }),
    ...(numberRanges === undefined ? {} : { numberRanges: checkedRanges(registry, document, numberRanges) }),
    ...(quotas === undefined ? {} : { quotas: withQuotas(document.quotas ?? {}, quotas) }),
    ...(abuseResponse === undefined ? {} : { abuseResponse }),
  };
  return reportsSince === undefined ? changed : withReports(changed, reportsSince);
}

function checkedName(name: string): string {
  if (/^[^\p{C}]{1,100}$/u.test(name) && name.trim() === name) return name;
  throw new Fault('INVALID_ARGUMENT', 'not a name', {
    field: 'name',
    limit: `1 to ${organisationNameMax} characters, none of them a control character, no space at either end`,
  });
}

function scopesWithin(role: OrganisationRole, scopes: readonly Scope[]): readonly Scope[] {
  const allowed = scopesOfRole[role];
  const index = scopes.findIndex((scope) => !allowed.includes(scope));
  if (index === -1) return inOrder(allowed, scopes);
  throw new Fault('INVALID_ARGUMENT', `an organisation of the role ${role} cannot hold this scope`, {
    field: `scopes[${index}]`,
    limit: `one of ${allowed.join(', ')}`,
  });
}

function inOrder<T>(all: readonly T[], chosen: readonly T[]): readonly T[] {
  return all.filter((one) => chosen.includes(one));
}

function checkedRanges(
  registry: EntityRegistry,
  { organisationId, role }: OrganisationDocument,
  ranges: readonly string[],
): readonly string[] {
  requireCarrier(role, 'numberRanges');
  if (ranges.length > numberRangesMax) {
    throw new Fault('INVALID_ARGUMENT', 'too many number ranges', {
      field: 'numberRanges',
      limit: `at most ${numberRangesMax} items`,
    });
  }
  requireFreeRanges(registry, organisationId, ranges);
  return [...ranges].sort();
}

function withQuotas(present: Quotas, terms: QuotaTerms): Quotas {
  const quotas: Partial<Record<keyof Quotas, number>> = {};
  for (const name of quotaNames) {
    const max = terms[name] === undefined ? present[name] : terms[name];
    if (max === null || max === undefined) continue;
    if (!Number.isInteger(max) || max < 1 || max > quotaMax) {
      throw new Fault('OUT_OF_RANGE', 'not a quota', { field: `quotas.${name}`, limit: `1 to ${quotaMax}` });
    }
    quotas[name] = max;
  }
  return quotas;
}

function withReports(document: OrganisationDocument, reportsSince: string | null): OrganisationDocument {
  requireCarrier(document.role, 'reportsSince');
  const { reportsSince: _, ...rest } = document;
  return reportsSince === null ? rest : { ...rest, reportsSince: instantOf(reportsSince, 'reportsSince') };
}

function requireCarrier(role: OrganisationRole, field: string): void {
  if (role !== 'CARRIER') throw new Fault('INVALID_ARGUMENT', 'only a carrier can have this', { field });
}

/** The instant that an RFC 3339 text names, or Fault INVALID_ARGUMENT. */
export function instantOf(text: string, field: string): EpochMs {
  const at = parseInstant(text);
  if (at !== undefined) return at;
  throw new Fault('INVALID_ARGUMENT', 'not a time', { field, limit: 'RFC 3339 with a zone' });
}
