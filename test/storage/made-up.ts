import type { EntityChange, NumberChange, NumberEvent, Position } from '../../src/core/change.ts';
import { numberAt, type PhoneNumber } from '../../src/core/phone-number.ts';
import { noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';
import type { BlockImport } from '../../src/storage/store.ts';

export const block = 861390000;
export const at = Date.UTC(2026, 0, 2);

/** A number of the made-up block, by offset; from 10,000 on of the blocks after it. */
export function numberOf(offset: number): PhoneNumber {
  return numberAt(block, offset);
}

export const noFinance: Preferences = { ...noPreferences, categories: { FIN_CREDIT: 'REFUSE' } };
export const noVoice: Preferences = { ...noPreferences, channels: { VOICE: 'REFUSE' } };

export function numberChange(offset: number, follows: Position, event: NumberEvent): NumberChange {
  return { number: numberOf(offset), follows, at, actor: 'subscriber', wayIn: 'API', proof: 'OTP', event };
}

export function preferencesSet(offset: number, follows: Position, preferences: Preferences = refuseAll): NumberChange {
  return numberChange(offset, follows, { kind: 'PREFERENCES_SET', preferences });
}

export function senderRefused(offset: number, follows: Position, brand: string): NumberChange {
  return numberChange(offset, follows, { kind: 'SENDER_REFUSED', brand });
}

export function policySet(follows: Position, policyId: string, entityId = 'current'): EntityChange {
  const event = { kind: 'POLICY_SET', document: { policyId } } as const;
  return { entityId, follows, at, actor: 'operator:console', wayIn: 'CLI', event };
}

export function importOf(batchId: string, ...groups: (readonly [Preferences, readonly number[]])[]): BlockImport {
  return {
    block,
    batchId,
    at,
    actor: 'operator:console',
    groups: groups.map(([preferences, offsets]) => ({ preferences, offsets: Uint16Array.from(offsets) })),
  };
}
