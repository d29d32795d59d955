import type { NumberChange, Position } from '../change.ts';
import { localDate } from '../local-time.ts';
import { applyNumberEvent, type NumberRecord } from '../number-record.ts';
import { type Block, blockOf } from '../phone-number.ts';
import type { ZoneId } from '../policy.ts';
import { type RegionId, regionOf, statisticalZone } from '../regions/regions.ts';
import type { SenderPermission } from '../sender-permission.ts';
import type { EpochMs } from '../time.ts';
import { changesKey, consentChangesKey, consentsKey, numbersKey, scopeText } from './tally-keys.ts';

/** What is added to a counter; below zero: taken from it. */
export interface Tally {
  readonly key: string;
  readonly count: number;
}

/** A record and the number of its interned state (`StateId` of the store). */
export interface Standing {
  readonly record: NumberRecord;
  readonly stateId: number;
}

/** An entry of the log about one number. */
export type NumberEntry = NumberChange & { readonly position: Position };

/**
 * What an entry about a number adds to the counters. Whatever they say of numbers, consents and changes is the sum of
 * this over the entries that the log still holds, and of `talliesOfRows` over the rows.
 */
export function talliesOfChange(before: Standing, after: Standing, change: NumberChange): Tally[] {
  const tallies = talliesOfEntry(before.record, after.record, change);
  tallies.push(...talliesOfMove(blockOf(change.number), before.stateId, after.stateId));
  return tallies;
}

/** What a number adds that leaves one interned state for another. */
export function talliesOfMove(block: Block, from: number, to: number): readonly Tally[] {
  if (from === to) return [];
  const region = regionOf(block);
  const move = [
    { stateId: from, count: -1 },
    { stateId: to, count: 1 },
  ];
  return move
    .filter(({ stateId }) => stateId !== 0)
    .map(({ stateId, count }) => ({ key: numbersKey({ region, stateId }), count }));
}

/** What rows of one bulk import into a block add, other than to the numbers that stand in a state. */
export function talliesOfRows(block: Block, at: EpochMs, rows: number): Tally {
  const day = localDate(statisticalZone(block), at);
  return { key: changesKey({ day, region: regionOf(block), event: 'IMPORTED', wayIn: 'IMPORT' }), count: rows };
}

/**
 * What entries of one number add, oldest first, other than to the numbers that stand in a state; and the record that
 * they lead to.
 */
export function talliesOfEntries(
  record: NumberRecord,
  entries: readonly NumberEntry[],
): { readonly record: NumberRecord; readonly tallies: readonly Tally[] } {
  const tallies: Tally[] = [];
  let standing = record;
  for (const entry of entries) {
    const after = applyNumberEvent(standing, entry.event, entry.at, entry.position);
    tallies.push(...talliesOfEntry(standing, after, entry));
    standing = after;
  }
  return { record: standing, tallies };
}

/** The counters that a number's consents stand in at a time, one for each. */
export function consentKeysOf({ detail }: NumberRecord, block: Block, at: EpochMs): readonly string[] {
  const [region, zone] = [regionOf(block), statisticalZone(block)];
  return inForce(detail.permissions, at).map((consent) => keyOfConsent(consent, region, zone));
}

function talliesOfEntry(before: NumberRecord, after: NumberRecord, change: NumberChange): Tally[] {
  const { number, event, at, wayIn } = change;
  const block = blockOf(number);
  const [region, zone] = [regionOf(block), statisticalZone(block)];
  const day = localDate(zone, at);
  const tallies: Tally[] = [{ key: changesKey({ day, region, event: event.kind, wayIn }), count: 1 }];
  const stood = inForce(before.detail.permissions, at);
  const stands = inForce(after.detail.permissions, at);
  for (const consent of stood) {
    if (stands.some((one) => isSame(one, consent))) continue;
    tallies.push({ key: keyOfConsent(consent, region, zone), count: -1 });
    const end = event.kind === 'CONSENT_WITHDRAWN' ? 'WITHDRAWN' : 'ENDED';
    tallies.push({ key: consentChangesKey({ day, region, change: end }), count: 1 });
  }
  for (const consent of stands) {
    if (stood.some((one) => isSame(one, consent))) continue;
    tallies.push({ key: keyOfConsent(consent, region, zone), count: 1 });
    // A reversal restores consents, and an erasure says again which stand: nobody gave them then.
    if (event.kind !== 'CONSENT_GIVEN') continue;
    tallies.push({ key: consentChangesKey({ day, region, change: 'GIVEN' }), count: 1 });
  }
  return tallies;
}

const none: readonly SenderPermission[] = [];

/** What ran out before stays counted for its day, whatever becomes of it; what was given too late never is. */
function inForce(permissions: readonly SenderPermission[], at: EpochMs): readonly SenderPermission[] {
  if (permissions.length === 0) return none;
  return permissions.filter(
    ({ status, expiresAt, at: since }) =>
      status === 'CONSENTED' && (expiresAt === undefined || expiresAt > Math.max(at, since)),
  );
}

/** Of one entry, and on the same terms. */
function isSame(one: SenderPermission, other: SenderPermission): boolean {
  if (one === other) return true;
  if (one.position !== other.position || one.brand !== other.brand || one.expiresAt !== other.expiresAt) return false;
  return scopeText(one.scope ?? {}) === scopeText(other.scope ?? {});
}

/** Later days have no date of four digits for their year. */
const lastInstantDated = Date.UTC(9999, 11, 30);

function keyOfConsent({ scope = {}, expiresAt }: SenderPermission, region: RegionId, zone: ZoneId): string {
  const runsOut = expiresAt !== undefined && expiresAt <= lastInstantDated;
  return consentsKey({ region, lastDay: runsOut ? localDate(zone, expiresAt - 1) : 'NEVER', scope });
}
