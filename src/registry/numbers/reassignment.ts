import type { NumberEvent } from '../../core/change.ts';
import { Fault } from '../../core/fault.ts';
import type { NumberRecord } from '../../core/number-record.ts';
import type { PhoneNumber } from '../../core/phone-number.ts';
import { type EpochMs, formatInstant, secondMs } from '../../core/time.ts';
import { ownPreferences } from '../preferences/own-preferences.ts';
import type { Registry } from '../registry.ts';
import { entriesOfTenure } from './present-tenure.ts';

export type Reassignment = Extract<NumberEvent, { readonly kind: 'NUMBER_REASSIGNED' }>;

/**
 * A reported reassignment as it goes into the log; what the new holder chose before the report came stays his.
 * Fault INCOMPATIBLE_STATE where no disconnection is on record, FAILED_PRECONDITION while it has not been there for
 * the policy's `pendingForSec` by our clock: the number stays protected, and its holder has time to object.
 */
export async function checkedReassignment(
  registry: Registry,
  number: PhoneNumber,
  { state }: NumberRecord,
  reassignment: Reassignment,
): Promise<Reassignment> {
  if (state.service !== 'QUARANTINED') throw notDisconnected;
  const { occurredAt } = reassignment;
  let hasWaited = false;
  for await (const entry of entriesOfTenure(registry, number)) {
    if ('event' in entry && entry.event.kind === 'NUMBER_DISCONNECTED' && !hasWaited) {
      requireWaited(registry, entry.at);
      hasWaited = true;
    }
    if (hasWaited && entry.at < occurredAt) return reassignment;
    if (entry.at >= occurredAt && ownPreferences(entry) !== undefined) {
      return { ...reassignment, keepsPreferences: true };
    }
  }
  return reassignment;
}

const notDisconnected = new Fault(
  'INCOMPATIBLE_STATE',
  'the number is not reported as disconnected: report that first, and REASSIGNED when it has waited',
  { field: 'kind' },
);

function requireWaited({ policy, now }: Registry, disconnectedAt: EpochMs): void {
  const takenFrom = disconnectedAt + policy.clocks.pendingForSec * secondMs;
  if (now() >= takenFrom) return;
  throw new Fault(
    'FAILED_PRECONDITION',
    `REASSIGNED is taken from ${formatInstant(takenFrom)} on; until then the number stays protected`,
    {
      field: 'kind',
    },
  );
}
