import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NumberEvent } from '../../src/core/change.ts';
import { applyNumberEvent, type NumberRecord, unknownRecord } from '../../src/core/number-record.ts';
import { noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';

const refuseHealth: Preferences = { ...noPreferences, categories: { HEALTH: 'REFUSE' } };
const given: NumberEvent = { kind: 'CONSENT_GIVEN', brand: 'acme', scope: { channels: ['SMS'] }, expiresAt: 5000 };
const asked: NumberEvent = { kind: 'CONSENT_REQUESTED', brand: 'acme', scope: {} };
const refused: NumberEvent = { kind: 'SENDER_REFUSED', brand: 'acme' };
const readmitted: NumberEvent = { kind: 'SENDER_READMITTED', brand: 'acme' };
const withdrawn: NumberEvent = { kind: 'CONSENT_WITHDRAWN', brand: 'acme' };
const refusesAll: NumberEvent = { kind: 'PREFERENCES_SET', preferences: refuseAll };
const refusesHealth: NumberEvent = { kind: 'PREFERENCES_SET', preferences: refuseHealth };
const disconnected = (occurredAt: number): NumberEvent => ({ kind: 'NUMBER_DISCONNECTED', occurredAt });
const reassigned = (occurredAt: number): NumberEvent => ({ kind: 'NUMBER_REASSIGNED', occurredAt });
const reclaimed: NumberEvent = { kind: 'NUMBER_RECLAIMED', occurredAt: 900 };
const ported: NumberEvent = { kind: 'NUMBER_PORTED', occurredAt: 100, servingCarrier: 'carrier-2' };

describe('what a number says of one brand', () => {
  test.each<[string, readonly NumberEvent[], string | undefined]>([
    ['a consent asked for is no consent', [asked], 'REQUESTED'],
    ['a consent given counts', [given], 'CONSENTED'],
    ['a consent asked for and given counts', [asked, given], 'CONSENTED'],
    ['a consent withdrawn is gone', [given, withdrawn], undefined],
    ['a request withdrawn is gone', [asked, withdrawn], undefined],
    ['a refusal ends a consent', [given, refused], 'REFUSED'],
    ['a consent ends a refusal', [refused, given], 'CONSENTED'],
    ['a refusal taken back is gone', [refused, readmitted], undefined],
    ['asking does not end a refusal', [refused, asked], 'REFUSED'],
    ['asking again does not end a consent', [given, asked], 'CONSENTED'],
    ['withdrawing what was asked for does not end a refusal', [refused, asked, withdrawn], 'REFUSED'],
    ['readmitting does not end a consent', [given, readmitted], 'CONSENTED'],
    ['readmitting leaves what was asked for', [refused, asked, readmitted], 'REQUESTED'],
    ['refuse-all voids a consent', [given, refusesAll], undefined],
    ['refuse-all leaves a refusal', [refused, refusesAll], 'REFUSED'],
    ['a consent after refuse-all counts', [given, refusesAll, given], 'CONSENTED'],
    ['another choice leaves a consent', [given, refusesHealth], 'CONSENTED'],
    ['a consent dies with the tenure', [given, disconnected(100)], undefined],
    ['a refusal dies with the tenure', [refused, reassigned(100)], undefined],
    ['a consent does not come back with the holder', [given, disconnected(100), reclaimed], undefined],
    ['a refusal stands while nobody has the number', [refused, disconnected(100)], 'REFUSED'],
    ['a refusal comes back with the holder', [refused, disconnected(100), reclaimed], 'REFUSED'],
    ['a request dies with the tenure', [asked, disconnected(100)], undefined],
    [
      'a refusal of a quarantined number ends with its reassignment',
      [refused, disconnected(100), reassigned(100)],
      undefined,
    ],
    ['a refusal written when the number was reassigned already stays', [refused, reassigned(10)], 'REFUSED'],
    ['a refusal written before the number was reassigned ends', [refused, reassigned(11)], undefined],
    ['a request is not carried over to the new holder', [asked, reassigned(10)], undefined],
    ['a port leaves a consent', [given, ported], 'CONSENTED'],
  ])('%s', (_, events, status) => {
    expect(recordAfter(events).detail.permissions.map((one) => one.status)).toEqual(
      status === undefined ? [] : [status],
    );
  });

  test('keeps the terms of the word that stands, and those asked for beside it', () => {
    const [permission] = recordAfter([given, asked]).detail.permissions;
    expect(permission).toEqual({
      brand: 'acme',
      status: 'CONSENTED',
      scope: { channels: ['SMS'] },
      expiresAt: 5000,
      at: 10,
      position: 1,
      request: { scope: {}, at: 20, position: 2 },
    });
  });

  test('does not touch another brand', () => {
    const others = recordAfter([
      { ...given, brand: 'zeta' },
      { ...refused, brand: 'beta' },
      given,
      refused,
      readmitted,
    ]);
    expect(others.detail.permissions.map(({ brand, status }) => `${brand} ${status}`)).toEqual([
      'beta REFUSED',
      'zeta CONSENTED',
    ]);
  });
});

describe('a number changes hands', () => {
  test('after a disconnection it stays protected with the choices it had', () => {
    const { state, detail } = recordAfter([refusesHealth, disconnected(100)]);
    expect(state).toEqual({ preferences: refuseHealth, service: 'QUARANTINED', hasDetail: true });
    expect(detail.tenures).toEqual([{ ordinal: 1, closedAt: 100 }]);
  });

  test('a second disconnection changes nothing', () => {
    expect(recordAfter([disconnected(100), disconnected(200)])).toEqual(recordAfter([disconnected(100)]));
  });

  test('reclaimed it is as before, the closing undone', () => {
    const { state, detail } = recordAfter([refusesHealth, reassigned(50), refusesHealth, disconnected(100), reclaimed]);
    expect(state.service).toBe('IN_SERVICE');
    expect(state.preferences).toEqual(refuseHealth);
    expect(detail.tenures).toEqual([
      { ordinal: 1, closedAt: 50 },
      { ordinal: 2, openedAt: 50 },
    ]);
  });

  test('reclaiming a number in service changes nothing', () => {
    expect(recordAfter([refusesHealth, reclaimed])).toEqual(recordAfter([refusesHealth]));
  });

  test('reassigned it starts afresh, with a tenure of its own', () => {
    const { state, detail } = recordAfter([refusesAll, refused, ported, disconnected(100), reassigned(200)]);
    expect(state).toEqual({ preferences: noPreferences, service: 'IN_SERVICE', hasDetail: true });
    expect(detail).toEqual({
      permissions: [],
      tenures: [
        { ordinal: 1, closedAt: 100 },
        { ordinal: 2, openedAt: 200 },
      ],
      servingCarrier: 'carrier-2',
    });
  });

  test('reassigned it keeps preferences where the report says that they are the new holder’s own', () => {
    const kept: NumberEvent = { kind: 'NUMBER_REASSIGNED', occurredAt: 200, keepsPreferences: true };
    expect(recordAfter([refusesHealth, disconnected(100), kept]).state).toEqual({
      preferences: refuseHealth,
      service: 'IN_SERVICE',
      hasDetail: true,
    });
  });

  test('what brands asked for beside a refusal ends with the tenure', () => {
    const [permission] = recordAfter([refused, asked, disconnected(100)]).detail.permissions;
    expect(permission).toEqual({ brand: 'acme', status: 'REFUSED', at: 10, position: 1 });
  });

  test('reassigned without a disconnection the tenure before ends there', () => {
    expect(recordAfter([reassigned(200), reassigned(300)]).detail.tenures).toEqual([
      { ordinal: 1, closedAt: 200 },
      { ordinal: 2, openedAt: 200, closedAt: 300 },
      { ordinal: 3, openedAt: 300 },
    ]);
  });

  test.each([
    ['disconnection', disconnected(150)],
    ['reassignment', reassigned(150)],
  ])('a late report of an earlier %s does not touch the present holder', (_, late) => {
    const present = recordAfter([reassigned(200), refusesHealth, given]);
    expect(applyNumberEvent(present, late, 90, 9)).toEqual(present);
  });
});

test('a record says of itself whether there is detail', () => {
  const event = fc.constantFrom(
    ...[given, asked, refused, readmitted, withdrawn, refusesAll, refusesHealth, reclaimed, ported],
    ...[disconnected(100), disconnected(300), reassigned(200), reassigned(400)],
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 12 }), (events) => {
      const { state, detail } = recordAfter(events);
      const isRare = detail.permissions.length > 0 || detail.tenures.length > 0 || detail.servingCarrier !== undefined;
      expect(state.hasDetail).toBe(isRare);
      expect(detail.permissions.length).toBeLessThanOrEqual(1);
      expect(detail.tenures.map(({ ordinal }) => ordinal)).toEqual(detail.tenures.map((__, place) => place + 1));
      expect(detail.tenures.slice(0, -1).every(({ closedAt }) => closedAt !== undefined)).toBe(true);
      if (state.service === 'QUARANTINED') expect(detail.tenures.at(-1)?.closedAt).toBeDefined();
    }),
    { numRuns: 500 },
  );
});

function recordAfter(events: readonly NumberEvent[]): NumberRecord {
  return events.reduce<NumberRecord>(
    (record, event, place) => applyNumberEvent(record, event, (place + 1) * 10, place + 1),
    unknownRecord,
  );
}
