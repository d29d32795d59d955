import { describe, expect, test } from 'vitest';
import type { NumberEvent } from '../../src/core/change.ts';
import { applyNumberEvent, type NumberRecord, unknownRecord } from '../../src/core/number-record.ts';
import { noPreferences, type Preferences, refuseAll } from '../../src/core/preferences.ts';

const health: Preferences = { ...noPreferences, categories: { HEALTH: 'REFUSE' } };
const travel: Preferences = { ...noPreferences, categories: { TRAVEL: 'ALLOW' } };
const both: Preferences = { ...noPreferences, categories: { HEALTH: 'REFUSE', TRAVEL: 'REFUSE' } };

const chooses = (preferences: Preferences): NumberEvent => ({ kind: 'PREFERENCES_SET', preferences });
const consents: NumberEvent = { kind: 'CONSENT_GIVEN', brand: 'acme', scope: {} };
const refuses: NumberEvent = { kind: 'SENDER_REFUSED', brand: 'acme' };
const disconnected = (occurredAt = 100): NumberEvent => ({ kind: 'NUMBER_DISCONNECTED', occurredAt });
const reclaimed: NumberEvent = { kind: 'NUMBER_RECLAIMED', occurredAt: 300 };
const reassigned: NumberEvent = { kind: 'NUMBER_REASSIGNED', occurredAt: 200 };
const ported: NumberEvent = { kind: 'NUMBER_PORTED', occurredAt: 250, servingCarrier: 'carrier-2' };
const asserts = (preferences: Preferences, meanwhile: Preferences, assertionId = 'a'): NumberEvent => ({
  kind: 'ASSERTION_WAITS',
  assertionId,
  waitsUntil: 900,
  effect: { kind: 'PREFERENCES_SET', preferences },
  meanwhile,
});
const reports: NumberEvent = {
  kind: 'ASSERTION_WAITS',
  assertionId: 'r',
  waitsUntil: 900,
  effect: { kind: 'NUMBER_REASSIGNED', occurredAt: 200 },
};
const ended = (assertionId: string): NumberEvent => ({ kind: 'ASSERTION_ENDED', assertionId });

interface Stands {
  readonly service?: NumberRecord['state']['service'];
  readonly preferences?: Preferences;
  /** Which assertion waits. */
  readonly waiting?: string;
  readonly brands?: readonly string[];
  readonly tenures?: number;
}

/** What happens, and how the number stands then; what is left out: in service, nothing chosen, nothing waits. */
const transitions: readonly [string, readonly NumberEvent[], Stands][] = [
  ['what refuses binds while the rest waits', [asserts(travel, health)], { preferences: health, waiting: 'a' }],
  ['what waited takes effect by its own entry', [asserts(travel, health), chooses(travel)], { preferences: travel }],
  ['the holder’s own choice ends what waits', [asserts(travel, health), chooses(both)], { preferences: both }],
  [
    'a later assertion takes the place',
    [asserts(travel, health), asserts(both, both, 'b')],
    { preferences: both, waiting: 'b' },
  ],
  [
    'refusing a sender leaves what waits',
    [asserts(travel, health), refuses],
    { preferences: health, waiting: 'a', brands: ['acme REFUSED'] },
  ],
  [
    'a consent stands while an assertion waits',
    [consents, asserts(travel, health)],
    { preferences: health, waiting: 'a', brands: ['acme CONSENTED'] },
  ],
  [
    'a consent given after refusing all stands too',
    [chooses(refuseAll), consents, asserts(travel, refuseAll)],
    { preferences: refuseAll, waiting: 'a', brands: ['acme CONSENTED'] },
  ],
  ['an assertion that is ended leaves what binds', [asserts(travel, health), ended('a')], { preferences: health }],
  ['ending another one does nothing', [asserts(travel, health), ended('b')], { preferences: health, waiting: 'a' }],
  ['a port leaves what waits', [asserts(travel, health), ported], { preferences: health, waiting: 'a' }],
  [
    'a disconnection leaves what waits',
    [asserts(travel, health), disconnected()],
    { service: 'QUARANTINED', preferences: health, waiting: 'a', tenures: 1 },
  ],
  [
    'and the holder who is back finds it so',
    [asserts(travel, health), disconnected(), reclaimed],
    { preferences: health, waiting: 'a', tenures: 1 },
  ],
  [
    'a reassignment waits in quarantine',
    [chooses(health), disconnected(), reports],
    { service: 'QUARANTINED', preferences: health, waiting: 'r', tenures: 1 },
  ],
  ['and nowhere else', [chooses(health), reports], { preferences: health }],
  ['it takes effect by its own entry', [chooses(health), disconnected(), reports, reassigned], { tenures: 2 }],
  [
    'it takes the place of an assertion',
    [asserts(travel, health), disconnected(), reports],
    { service: 'QUARANTINED', preferences: health, waiting: 'r', tenures: 1 },
  ],
  [
    'the holder who is back ends it',
    [chooses(health), disconnected(), reports, reclaimed],
    { preferences: health, tenures: 1 },
  ],
  ['a port leaves it', [disconnected(), reports, ported], { service: 'QUARANTINED', waiting: 'r', tenures: 1 }],
  [
    'a disconnection before it changes nothing',
    [disconnected(), reports, disconnected(199)],
    { service: 'QUARANTINED', waiting: 'r', tenures: 1 },
  ],
  [
    'the new holder’s own leaving ends it',
    [chooses(health), disconnected(), reports, disconnected(200)],
    { service: 'QUARANTINED', preferences: health, tenures: 1 },
  ],
  [
    'one that is ended leaves the quarantine',
    [disconnected(), reports, ended('r')],
    { service: 'QUARANTINED', tenures: 1 },
  ],
];

test.for(transitions)('%s', ([, events, stands]) => {
  const { state, detail } = recordAfter(events);
  expect({
    service: state.service,
    preferences: state.preferences,
    waiting: detail.pending?.assertionId,
    brands: detail.permissions.map(({ brand, status }) => `${brand} ${status}`),
    tenures: detail.tenures.length,
  }).toEqual({
    service: 'IN_SERVICE',
    preferences: noPreferences,
    waiting: undefined,
    brands: [],
    tenures: 0,
    ...stands,
  });
  const isRare = detail.pending !== undefined || detail.permissions.length + detail.tenures.length > 0;
  expect(state.hasDetail).toBe(isRare || detail.servingCarrier !== undefined);
});

test('the later end of a tenure that never was is the one that counts', () => {
  expect(recordAfter([disconnected(), reports, disconnected(400)]).detail.tenures).toEqual([
    { ordinal: 1, closedAt: 400 },
  ]);
});

describe('a restored number', () => {
  test.for<[string, readonly NumberEvent[], readonly NumberEvent[]]>([
    ['before a bulk assertion that ended a consent', [consents], [chooses(refuseAll)]],
    ['before a reassignment', [chooses(health), refuses, disconnected()], [reports, reassigned]],
    ['never heard of', [], [asserts(travel, health), chooses(travel)]],
  ])('is as it was: %s', ([, before, undone]) => {
    const was = recordAfter(before);
    const { preferences, service } = was.state;
    const { permissions, tenures } = was.detail;
    const restored: NumberEvent = {
      kind: 'NUMBER_RESTORED',
      assertionId: 'a',
      undoes: before.length + 1,
      ...{ preferences, service, permissions, tenures },
    };
    expect(recordAfter([...before, ...undone, restored])).toEqual(was);
  });

  test('stays with the carrier that serves it now', () => {
    const restored: NumberEvent = {
      kind: 'NUMBER_RESTORED',
      assertionId: 'a',
      undoes: 1,
      ...{ preferences: noPreferences, service: 'IN_SERVICE', permissions: [], tenures: [] },
    };
    expect(recordAfter([ported, restored]).detail).toEqual({
      permissions: [],
      tenures: [],
      servingCarrier: 'carrier-2',
    });
  });
});

function recordAfter(events: readonly NumberEvent[]): NumberRecord {
  return events.reduce<NumberRecord>(
    (record, event, place) => applyNumberEvent(record, event, (place + 1) * 10, place + 1),
    unknownRecord,
  );
}
