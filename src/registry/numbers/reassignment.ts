import type { NumberEvent } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { PendingEffect } from '../../core/pending-assertion.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import type { LogEntry } from '../../storage/store.ts';
import { ownPreferences } from '../preferences/own-preferences.ts';
import type { Registry } from '../registry.ts';
import { standingEntries } from './present-tenure.ts';

export type Reassignment = Extract<NumberEvent, { readonly kind: 'NUMBER_REASSIGNED' }>;

/**
 * What a reported reassignment comes to, once it has waited; what the new holder chose before the report came stays
 * his. Fault INCOMPATIBLE_STATE where no disconnection is on record.
 */
export async function checkedReassignment(
  registry: Registry,
  number: PhoneNumber,
  { state }: NumberRecord,
  { occurredAt }: Reassignment,
): Promise<PendingEffect> {
  if (state.service !== 'QUARANTINED') throw notDisconnected;
  const reassignment = { kind: 'NUMBER_REASSIGNED', occurredAt } as const;
  for await (const entry of standingEntries(registry, number)) {
    if (entry.at < occurredAt) return reassignment;
    if (isOwnChoice(entry)) return { ...reassignment, keepsPreferences: true };
  }
  return reassignment;
}

/** A carrier's bulk is nobody's own: it may be of the old holder's time, and take effect in the new one's. */
function isOwnChoice(entry: LogEntry): boolean {
  return ownPreferences(entry) !== undefined && 'event' in entry && !('assertionId' in entry.event);
}

const notDisconnected = new Fault(
  'INCOMPATIBLE_STATE',
  'the number is not reported as disconnected: report that first, then REASSIGNED',
  { field: 'kind' },
);
