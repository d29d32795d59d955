import type { BulkAssertion } from '../../core/bulk-assertion.ts';
import type { Actor } from '../access/actor.ts';
import { requireScopeOrConsole } from '../access/permission.ts';
import { entityNow } from '../organisations/entity-change.ts';
import { type Page, type PageInput, pageOf } from '../page.ts';
import type { Registry } from '../registry.ts';
import { rowsAsserted } from './asserted-counts.ts';
import { unfinishedAssertions } from './unfinished-assertions.ts';

/** A bulk assertion as an operator sees it. */
export interface AssertionReport extends BulkAssertion {
  /** As counted some seconds ago: a crash may lose some. */
  readonly rows: number;
  /** It would wait on beyond its time: its carrier is suspended. */
  readonly isHeld: boolean;
}

/** Bulk assertions by id, which is by age. */
export function listAssertions(registry: Registry, actor: Actor, { after, limit }: PageInput): Page<AssertionReport> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const found = registry.store.entities('BULK_ASSERTION', after ?? '', limit + 1);
  return pageOf(
    found.map(({ id, document, position }) => ({ id, document: reportOf(registry, document), position })),
    limit,
  );
}

/** Those that wait or are being reversed, oldest first, at most so many. */
export async function listUnfinishedAssertions(
  registry: Registry,
  actor: Actor,
  limit: number,
): Promise<readonly AssertionReport[]> {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  const reports: AssertionReport[] = [];
  for await (const assertion of unfinishedAssertions(registry)) {
    if (reports.length === limit) break;
    reports.push(reportOf(registry, assertion));
  }
  return reports;
}

/** One bulk assertion. Fault NOT_FOUND. */
export function readAssertion(
  registry: Registry,
  actor: Actor,
  { assertionId }: { readonly assertionId: string },
): AssertionReport {
  requireScopeOrConsole(actor, 'dnd:organisations:manage');
  return reportOf(registry, entityNow(registry, 'BULK_ASSERTION', assertionId).document);
}

/** `held`: of the pending ones, those of suspended carriers. */
export interface UnfinishedCounts {
  readonly pending: number;
  readonly held: number;
  readonly reversing: number;
}

/** How many bulk assertions are not finished. */
export async function unfinishedCounts(registry: Registry): Promise<UnfinishedCounts> {
  const counts = { pending: 0, held: 0, reversing: 0 };
  for await (const assertion of unfinishedAssertions(registry)) {
    counts[assertion.status === 'REVERSING' ? 'reversing' : 'pending'] += 1;
    if (isHeld(registry, assertion)) counts.held += 1;
  }
  return counts;
}

function reportOf(registry: Registry, assertion: BulkAssertion): AssertionReport {
  return {
    ...assertion,
    rows: rowsAsserted(registry, assertion.assertionId),
    isHeld: isHeld(registry, assertion),
  };
}

function isHeld({ directory }: Registry, { status, organisationId }: BulkAssertion): boolean {
  return status === 'PENDING' && directory.organisation(organisationId)?.document.status !== 'ACTIVE';
}
