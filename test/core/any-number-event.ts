import fc from 'fast-check';
import type { NumberEvent } from '../../src/core/change.ts';
import type { Preferences } from '../../src/core/preferences.ts';
import type { EpochMs } from '../../src/core/time.ts';

/** What events are made of: few of each, so that they meet again and again. */
export interface EventValues {
  readonly preferences: fc.Arbitrary<Preferences>;
  readonly brands: readonly string[];
  readonly carriers: readonly string[];
  readonly earlier: EpochMs;
  readonly later: EpochMs;
}

/** Every kind of event that a number may have, choices of preferences most often. */
export function anyNumberEvent({ preferences, brands, carriers, earlier, later }: EventValues) {
  const brand = fc.constantFrom(...brands);
  const assertionId = fc.constantFrom('a1', 'a2');
  const occurredAt = fc.constantFrom(earlier, later);
  const preferencesSet = fc.record({ kind: fc.constant('PREFERENCES_SET' as const), preferences });
  return fc.oneof<fc.MaybeWeightedArbitrary<NumberEvent>[]>(
    { weight: 4, arbitrary: preferencesSet },
    fc.record({
      kind: fc.constantFrom('CONSENT_REQUESTED' as const, 'CONSENT_GIVEN' as const),
      brand,
      scope: fc.constantFrom({}, { channels: ['SMS'] }),
    }),
    fc.record({
      kind: fc.constantFrom(
        'CONSENT_WITHDRAWN' as const,
        'SENDER_REFUSED' as const,
        'SENDER_REFUSED' as const,
        'SENDER_READMITTED' as const,
      ),
      brand,
    }),
    fc.record({
      kind: fc.constantFrom('NUMBER_DISCONNECTED' as const, 'NUMBER_REASSIGNED' as const, 'NUMBER_RECLAIMED' as const),
      occurredAt,
    }),
    fc.record({
      kind: fc.constant('NUMBER_REASSIGNED' as const),
      occurredAt: fc.constantFrom(0, later),
      keepsPreferences: fc.constant(true as const),
    }),
    fc.record({
      kind: fc.constant('ASSERTION_WAITS' as const),
      assertionId,
      waitsUntil: fc.constant(later),
      effect: fc.oneof(
        preferencesSet,
        fc.record({ kind: fc.constant('NUMBER_REASSIGNED' as const), occurredAt: fc.constant(later) }),
      ),
      meanwhile: preferences,
    }),
    fc.record({ kind: fc.constant('ASSERTION_ENDED' as const), assertionId }),
    fc.record({
      kind: fc.constant('NUMBER_RESTORED' as const),
      assertionId,
      undoes: fc.constant(1),
      preferences,
      service: fc.constantFrom('IN_SERVICE' as const, 'QUARANTINED' as const),
      permissions: fc.constant([]),
      tenures: fc.constantFrom([], [{ ordinal: 1, closedAt: later }]),
    }),
    erasure(preferences, later),
    fc.record({
      kind: fc.constant('NUMBER_PORTED' as const),
      occurredAt: fc.constant(earlier),
      servingCarrier: fc.constantFrom(...carriers),
    }),
  );
}

/** Of the whole past, or of what came after some entry. */
function erasure(preferences: fc.Arbitrary<Preferences>, later: EpochMs): fc.Arbitrary<NumberEvent> {
  const erasing = {
    after: fc.oneof(fc.constant(0), fc.nat(40)),
    service: fc.constantFrom('IN_SERVICE' as const, 'QUARANTINED' as const),
    tenures: fc.constantFrom([], [{ ordinal: 1, closedAt: later }]),
  };
  return fc.oneof(
    fc.record({
      kind: fc.constant('HISTORY_ERASED' as const),
      ...erasing,
      preferences,
      permissions: fc.constantFrom([], [{ brand: 'zeta', status: 'REFUSED' as const, at: later, position: 1 }]),
    }),
    fc.record({ kind: fc.constant('RECORD_ERASED' as const), ...erasing }),
  );
}
