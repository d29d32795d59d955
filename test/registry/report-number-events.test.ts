import { describe, expect, test } from 'vitest';
import { minuteMs } from '../../src/core/time.ts';
import { giveConsent } from '../../src/registry/give-consent.ts';
import { type ReportedEvent, reportNumberEvents } from '../../src/registry/report-number-events.ts';
import { setPreferences } from '../../src/registry/set-preferences.ts';
import { chineseNumber, memoryRegistry, setOrganisation, startedAt, subscriber, wire } from './memory-registry.ts';
import { kindsOf } from './number-changes.ts';

const number = chineseNumber();
const hour = 3_600_000;

async function withCarriers() {
  const memory = await memoryRegistry();
  const { registry } = memory;
  const carriers = {
    first: await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] }),
    second: await setOrganisation(registry, 'carrier-2', { role: 'CARRIER', numberRanges: ['86139'] }),
  };
  await setOrganisation(registry, 'brand-1');
  const report = async (by: keyof typeof carriers, kind: ReportedEvent['kind'], terms: Partial<ReportedEvent> = {}) => {
    const event = { phoneNumber: wire(number), kind, occurredAt: startedAt, ...terms };
    return (await reportNumberEvents(registry, carriers[by], { events: [event] })).results[0];
  };
  const state = () => registry.store.number(number).record;
  return { ...memory, carriers, report, state };
}

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

test('a reassignment starts anew; of a number never disconnected it closes the old tenure too', async () => {
  const { registry, report, state } = await withCarriers();
  await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  await report('first', 'REASSIGNED');
  expect(state()).toMatchObject({
    state: { service: 'IN_SERVICE', preferences: { base: 'LAW' } },
    detail: {
      tenures: [
        { ordinal: 1, closedAt: startedAt },
        { ordinal: 2, openedAt: startedAt },
      ],
    },
  });
});

test('a reclaimed number is its former holder’s again', async () => {
  const { registry, report, state } = await withCarriers();
  await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  await report('first', 'DISCONNECTED');
  await report('first', 'RECLAIMED');
  expect(state()).toMatchObject({ state: { service: 'IN_SERVICE', preferences: { base: 'REFUSE_ALL' } } });
});

test('what is reported twice is written once', async () => {
  const { registry, report } = await withCarriers();
  const twice = async (kind: ReportedEvent['kind'], terms: Partial<ReportedEvent> = {}) => {
    expect(await report('first', kind, terms)).toMatchObject({ status: 'RECORDED' });
    expect(await report('first', kind, terms)).toMatchObject({ status: 'UNCHANGED' });
  };
  expect(await report('first', 'RECLAIMED')).toMatchObject({ status: 'UNCHANGED' });
  await twice('DISCONNECTED');
  await twice('RECLAIMED');
  await twice('REASSIGNED');
  await twice('PORTED', { toCarrier: 'carrier-2' });
  expect(kindsOf(registry, number)).toEqual([
    'NUMBER_DISCONNECTED',
    'NUMBER_RECLAIMED',
    'NUMBER_REASSIGNED',
    'NUMBER_PORTED',
  ]);
});

describe('who may report', () => {
  test.for(['DISCONNECTED', 'REASSIGNED', 'RECLAIMED'] as const)('%s: the carrier of the range alone', async (kind) => {
    const { report } = await withCarriers();
    expect(await report('second', kind)).toMatchObject({ status: 'REJECTED', code: 'PERMISSION_DENIED' });
  });

  test('PORTED: the one that loses the number, or the one that gains it, for itself only', async () => {
    const { report } = await withCarriers();
    const third = { phoneNumber: wire(chineseNumber(2)), toCarrier: 'carrier-1' };
    expect(await report('second', 'PORTED', third)).toMatchObject({ code: 'PERMISSION_DENIED' });
    expect(await report('first', 'PORTED', { toCarrier: 'carrier-2' })).toMatchObject({ status: 'RECORDED' });
    const other = { phoneNumber: wire(chineseNumber(1)), toCarrier: 'carrier-2' };
    expect(await report('second', 'PORTED', other)).toMatchObject({ status: 'RECORDED' });
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
    expect(await report('second', 'PORTED', again)).toMatchObject(late);
    expect(await report('second', 'PORTED', { ...again, occurredAt: startedAt })).toMatchObject({ status: 'RECORDED' });
  });

  test.for([
    [5 * minuteMs, 'RECORDED'],
    [5 * minuteMs + 1, 'REJECTED'],
  ] as const)('%i ms ahead of our clock is %s', async ([aheadMs, status]) => {
    const { report } = await withCarriers();
    expect(await report('first', 'DISCONNECTED', { occurredAt: startedAt + aheadMs })).toMatchObject({ status });
  });

  test('is not before the last change of holder', async () => {
    const { report } = await withCarriers();
    await report('first', 'REASSIGNED', { occurredAt: startedAt - hour });
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

test('rows follow one another: what one closes the next opens, and the summary adds up', async () => {
  const { registry, carriers } = await withCarriers();
  const events = [
    { phoneNumber: wire(number), kind: 'DISCONNECTED', occurredAt: startedAt - 2, reference: 'a' },
    { phoneNumber: wire(number), kind: 'REASSIGNED', occurredAt: startedAt - 1, reference: 'b' },
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
  expect(summary).toEqual({ count: 4, done: 2, unchanged: 1, rejected: 1 });
});
