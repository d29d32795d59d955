import { describe, expect, test } from 'vitest';
import { minuteMs } from '../../../src/core/time.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { type ReportedEvent, reportNumberEvents } from '../../../src/registry/numbers/report-number-events.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { setOrganisation, startedAt, subscriber, wire } from '../memory-registry.ts';
import { number, withCarriers } from './carriers.ts';
import { kindsOf } from './number-changes.ts';

const hour = 3_600_000;

test('a disconnection closes the tenure: choices stay, consents end', async () => {
  const { registry, report, state } = await withCarriers();
  await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { channels: { VOICE: 'REFUSE' } } });
  await giveConsent(registry, subscriber(number), { brand: 'brand-1' });
  expect(await report('first', 'DISCONNECTED')).toMatchObject({ index: 0, status: 'RECORDED' });
  expect(state()).toMatchObject({
    state: { service: 'QUARANTINED', preferences: { channels: { VOICE: 'REFUSE' } } },
    detail: { permissions: [], tenures: [{ ordinal: 1, closedAt: startedAt }] },
  });
});

test('a reassignment starts anew', async () => {
  const { registry, clock, report, waitOut, state } = await withCarriers();
  await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  await report('first', 'DISCONNECTED');
  clock.at += 2 * hour;
  expect(await report('first', 'REASSIGNED', { occurredAt: startedAt + hour })).toMatchObject({ status: 'PENDING' });
  await waitOut();
  expect(state()).toMatchObject({
    state: { service: 'IN_SERVICE', preferences: { base: 'LAW' } },
    detail: {
      tenures: [
        { ordinal: 1, closedAt: startedAt },
        { ordinal: 2, openedAt: startedAt + hour },
      ],
    },
  });
});

test('a reclaimed number still refuses the brands that it refused, and its consents are gone', async () => {
  const { registry, report, state } = await withCarriers();
  await setOrganisation(registry, 'brand-2');
  await refuseSender(registry, subscriber(number), { brand: 'brand-1' });
  await giveConsent(registry, subscriber(number), { brand: 'brand-2' });
  await report('first', 'DISCONNECTED');
  await report('first', 'RECLAIMED');
  expect(state().detail.permissions).toMatchObject([{ brand: 'brand-1', status: 'REFUSED' }]);
});

test('a reclaimed number is its former holder’s again', async () => {
  const { registry, report, state } = await withCarriers();
  await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  await report('first', 'DISCONNECTED');
  await report('first', 'RECLAIMED');
  expect(state()).toMatchObject({ state: { service: 'IN_SERVICE', preferences: { base: 'REFUSE_ALL' } } });
});

test('what is reported twice is written once', async () => {
  const { registry, report, waitOut } = await withCarriers();
  const twice = async (kind: ReportedEvent['kind'], terms: Partial<ReportedEvent> = {}, status = 'RECORDED') => {
    expect(await report('first', kind, terms)).toMatchObject({ status });
    expect(await report('first', kind, terms)).toMatchObject({ status: 'UNCHANGED' });
  };
  expect(await report('first', 'RECLAIMED')).toMatchObject({ status: 'UNCHANGED' });
  await twice('DISCONNECTED');
  await twice('RECLAIMED');
  await twice('DISCONNECTED');
  await twice('REASSIGNED', {}, 'PENDING');
  await waitOut();
  expect(await report('first', 'REASSIGNED')).toMatchObject({ status: 'UNCHANGED' });
  await twice('PORTED', { toCarrier: 'carrier-2' });
  expect(kindsOf(registry, number)).toEqual([
    'NUMBER_DISCONNECTED',
    'NUMBER_RECLAIMED',
    'NUMBER_DISCONNECTED',
    'ASSERTION_WAITS',
    'NUMBER_REASSIGNED',
    'NUMBER_PORTED',
  ]);
});

describe('who may report', () => {
  test.for(['DISCONNECTED', 'REASSIGNED', 'RECLAIMED'] as const)('%s: the carrier of the range alone', async (kind) => {
    const { report } = await withCarriers();
    expect(await report('second', kind)).toMatchObject({ status: 'REJECTED', code: 'PERMISSION_DENIED' });
  });

  test('PORTED: the carrier that loses the number', async () => {
    const { report } = await withCarriers();
    expect(await report('second', 'PORTED', { toCarrier: 'carrier-2' })).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await report('first', 'PORTED', { toCarrier: 'carrier-2' })).toMatchObject({ status: 'RECORDED' });
  });

  test('PORTED: the one that gains the number, for itself, where no active carrier serves it', async () => {
    const { registry, report } = await withCarriers();
    await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'], status: 'SUSPENDED' });
    expect(await report('second', 'PORTED', { toCarrier: 'carrier-1' })).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await report('second', 'PORTED', { toCarrier: 'carrier-2' })).toMatchObject({ status: 'RECORDED' });
    expect(await report('second', 'PORTED', { toCarrier: 'carrier-2' })).toMatchObject({ status: 'UNCHANGED' });
  });

  test('PORTED: the carrier of the range to itself is nothing new', async () => {
    const { report } = await withCarriers();
    expect(await report('first', 'PORTED', { toCarrier: 'carrier-1' })).toMatchObject({ status: 'UNCHANGED' });
  });

  test('a stranger gets one answer, whoever serves the number', async () => {
    const { registry, report } = await withCarriers();
    const third = await setOrganisation(registry, 'carrier-3', { role: 'CARRIER', numberRanges: ['86137'] });
    const asked = async () => {
      const events = ['carrier-1', 'carrier-2', 'carrier-3'].map((toCarrier) => ({
        ...{ phoneNumber: wire(number), kind: 'PORTED' as const, occurredAt: startedAt - hour, toCarrier },
      }));
      return (await reportNumberEvents(registry, third, { events })).results;
    };
    const before = await asked();
    expect(before).toMatchObject(['0', '1', '2'].map(() => ({ status: 'REJECTED', code: 'PERMISSION_DENIED' })));
    await report('first', 'PORTED', { toCarrier: 'carrier-2' });
    expect(await asked()).toEqual(before);
  });

  test('a rogue carrier cannot take a number, and with it the choices of its holder', async () => {
    const { registry, report, state } = await withCarriers();
    await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    const before = state();
    for (const kind of ['PORTED', 'DISCONNECTED', 'REASSIGNED'] as const) {
      const terms = kind === 'PORTED' ? { toCarrier: 'carrier-2' } : {};
      expect(await report('second', kind, terms)).toMatchObject({ status: 'REJECTED', code: 'PERMISSION_DENIED' });
    }
    expect(state()).toEqual(before);
  });

  test('after a port: the carrier that has the number now', async () => {
    const { report } = await withCarriers();
    await report('first', 'PORTED', { toCarrier: 'carrier-2' });
    expect(await report('first', 'DISCONNECTED')).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await report('second', 'DISCONNECTED')).toMatchObject({ status: 'RECORDED' });
  });

  test('nobody but carriers', async () => {
    const { registry } = await withCarriers();
    const brand = await setOrganisation(registry, 'brand-1', { scopes: ['dnd:number-events:write'] });
    await expect(reportNumberEvents(registry, brand, { events: [] })).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });
});

describe('when it happened', () => {
  test('a port is not before the last one: else the carrier in between would have the number again', async () => {
    const { report } = await withCarriers();
    await report('first', 'PORTED', { toCarrier: 'carrier-2', occurredAt: startedAt - 2 * hour });
    await report('second', 'PORTED', { toCarrier: 'carrier-1', occurredAt: startedAt - hour });
    const late = { code: 'OUT_OF_RANGE', field: 'occurredAt' };
    const again = { toCarrier: 'carrier-2', occurredAt: startedAt - 2 * hour };
    expect(await report('first', 'PORTED', again)).toMatchObject(late);
    expect(await report('first', 'PORTED', { ...again, occurredAt: startedAt })).toMatchObject({ status: 'RECORDED' });
  });

  test.for([
    [5 * minuteMs, 'RECORDED'],
    [5 * minuteMs + 1, 'REJECTED'],
  ] as const)('%i ms ahead of our clock is %s', async ([aheadMs, status]) => {
    const { report } = await withCarriers();
    expect(await report('first', 'DISCONNECTED', { occurredAt: startedAt + aheadMs })).toMatchObject({ status });
  });

  test('is not before the last change of holder', async () => {
    const { report, waitOut } = await withCarriers();
    await report('first', 'DISCONNECTED', { occurredAt: startedAt - hour });
    await report('first', 'REASSIGNED', { occurredAt: startedAt - hour });
    await waitOut();
    const late = { code: 'OUT_OF_RANGE', field: 'occurredAt' };
    expect(await report('first', 'DISCONNECTED', { occurredAt: startedAt - hour - 1 })).toMatchObject(late);
    expect(await report('first', 'DISCONNECTED', { occurredAt: startedAt - hour })).toMatchObject({
      status: 'RECORDED',
    });
    expect(await report('first', 'REASSIGNED', { occurredAt: startedAt - hour - 1 })).toMatchObject(late);
  });
});

test.for([
  ['PORTED', {}, 'toCarrier'],
  ['PORTED', { toCarrier: 'brand-1' }, 'toCarrier'],
  ['PORTED', { toCarrier: 'nobody' }, 'toCarrier'],
  ['REASSIGNED', { toCarrier: 'carrier-2' }, 'toCarrier'],
] as const)('%s with %j is rejected for its %s', async ([kind, terms, field]) => {
  const { report } = await withCarriers();
  expect(await report('first', kind, terms)).toMatchObject({ status: 'REJECTED', code: 'INVALID_ARGUMENT', field });
});

test('rows follow one another: what one closes the next reopens, and the summary adds up', async () => {
  const { registry, carriers } = await withCarriers();
  const events = [
    { phoneNumber: wire(number), kind: 'DISCONNECTED', occurredAt: startedAt - 2, reference: 'a' },
    { phoneNumber: wire(number), kind: 'RECLAIMED', occurredAt: startedAt - 1, reference: 'b' },
    { phoneNumber: wire(number), kind: 'RECLAIMED', occurredAt: startedAt, reference: 'c' },
    { phoneNumber: '+8613900000000', kind: 'DISCONNECTED', occurredAt: startedAt },
  ] as const;
  const { results, summary } = await reportNumberEvents(registry, carriers.first, { events });
  expect(results).toMatchObject([
    { reference: 'a', status: 'RECORDED' },
    { reference: 'b', status: 'RECORDED' },
    { reference: 'c', status: 'UNCHANGED' },
    { index: 3, status: 'REJECTED' },
  ]);
  expect(summary).toEqual({ count: 4, done: 2, pending: 0, unchanged: 1, rejected: 1 });
});
