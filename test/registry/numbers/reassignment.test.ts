import { describe, expect, test } from 'vitest';
import { hourMs as hour } from '../../../src/core/time.ts';
import { settleAssertions } from '../../../src/registry/assertions/settle-assertions.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { registerNumbers } from '../../../src/registry/numbers/register-numbers.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { operatorAtConsole, startedAt, subscriber, wire } from '../memory-registry.ts';
import { number, pendingMs, withCarriers } from './carriers.ts';
import { kindsOf } from './number-changes.ts';

describe('a reassignment waits', () => {
  test('it is taken of a disconnected number only: the choices stand', async () => {
    const { registry, report, state } = await withCarriers();
    await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    expect(await report('first', 'REASSIGNED')).toMatchObject({ status: 'REJECTED', code: 'INCOMPATIBLE_STATE' });
    await report('first', 'DISCONNECTED');
    await report('first', 'RECLAIMED');
    expect(await report('first', 'REASSIGNED')).toMatchObject({ code: 'INCOMPATIBLE_STATE' });
    expect(state().state).toMatchObject({ service: 'IN_SERVICE', preferences: { base: 'REFUSE_ALL' } });
  });

  test('for `pendingForSec` at least, in which the number stays as it is', async () => {
    const { registry, clock, report, state } = await withCarriers();
    await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    await report('first', 'DISCONNECTED', { occurredAt: startedAt - 2 * pendingMs });
    const before = state().state;
    clock.at += 1;
    const waiting = await report('first', 'REASSIGNED', { occurredAt: clock.at });
    const waitsUntil = startedAt + hour + pendingMs;
    expect(waiting).toMatchObject({ status: 'PENDING', waits: { waitsUntil } });
    clock.at = waitsUntil - 1;
    await settleAssertions(registry, operatorAtConsole);
    expect(state().state).toEqual(before);
    const again = await report('first', 'REASSIGNED', { occurredAt: startedAt + 1 });
    expect(again).toMatchObject({ status: 'UNCHANGED', waits: { waitsUntil } });
    clock.at = waitsUntil;
    await settleAssertions(registry, operatorAtConsole);
    expect(state()).toMatchObject({
      state: { service: 'IN_SERVICE', preferences: { base: 'LAW' } },
      detail: { tenures: [{}, { ordinal: 2, openedAt: startedAt + 1 }] },
    });
    expect(state().detail.pending).toBeUndefined();
  });

  test('in vain, where the former holder comes back', async () => {
    const { registry, report, waitOut, state } = await withCarriers();
    await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    await report('first', 'DISCONNECTED');
    await report('first', 'REASSIGNED');
    expect(await report('first', 'RECLAIMED')).toMatchObject({ status: 'RECORDED' });
    await waitOut();
    expect(state()).toMatchObject({ state: { service: 'IN_SERVICE', preferences: { base: 'REFUSE_ALL' } } });
    expect(state().detail.tenures).toEqual([{ ordinal: 1 }]);
  });

  test('in vain, where the new holder leaves before: the number stays closed', async () => {
    const { registry, clock, report, waitOut, state } = await withCarriers();
    await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    await report('first', 'DISCONNECTED');
    await report('first', 'REASSIGNED', { occurredAt: startedAt + 2 });
    clock.at += hour;
    expect(await report('first', 'DISCONNECTED', { occurredAt: startedAt + 1 })).toMatchObject({ status: 'UNCHANGED' });
    const left = { occurredAt: startedAt + hour };
    expect(await report('first', 'DISCONNECTED', left)).toMatchObject({ status: 'RECORDED' });
    expect(await report('first', 'DISCONNECTED', left)).toMatchObject({ status: 'UNCHANGED' });
    await waitOut();
    expect(state()).toMatchObject({ state: { service: 'QUARANTINED', preferences: { base: 'REFUSE_ALL' } } });
    expect(state().detail.tenures).toEqual([{ ordinal: 1, closedAt: startedAt + hour }]);
  });

  test('in vain, where the number is ported meanwhile: the carrier that has it now reports anew', async () => {
    const { registry, report, waitOut, state } = await withCarriers();
    await report('first', 'DISCONNECTED');
    await report('first', 'REASSIGNED');
    await report('first', 'PORTED', { toCarrier: 'carrier-2' });
    await waitOut();
    expect(state().state.service).toBe('QUARANTINED');
    expect(state().detail.pending).toBeUndefined();
    expect(kindsOf(registry, number).at(-1)).toBe('ASSERTION_ENDED');
    expect(await report('second', 'REASSIGNED', { occurredAt: startedAt + hour })).toMatchObject({ status: 'PENDING' });
    await waitOut();
    expect(state().state.service).toBe('IN_SERVICE');
  });
});

describe('a reassignment that is reported late', () => {
  async function chosenAt(chosenAt: number) {
    const memory = await withCarriers();
    const { registry, clock, report, waitOut } = memory;
    clock.at = chosenAt;
    await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { categories: { HEALTH: 'REFUSE' } } });
    await refuseSender(registry, subscriber(number), { brand: 'brand-1' });
    clock.at = startedAt + 2 * hour;
    await report('first', 'DISCONNECTED', { occurredAt: startedAt });
    await report('first', 'REASSIGNED', { occurredAt: startedAt + hour });
    await waitOut();
    return memory;
  }

  test('leaves what the new holder chose himself since', async () => {
    const { registry, carriers, state } = await chosenAt(startedAt + hour);
    expect(state()).toMatchObject({
      state: { service: 'IN_SERVICE', preferences: { categories: { HEALTH: 'REFUSE' } } },
      detail: { permissions: [{ brand: 'brand-1', status: 'REFUSED' }], tenures: [{}, { ordinal: 2 }] },
    });
    const { results } = await registerNumbers(registry, carriers.first, {
      registrations: [{ phoneNumber: wire(number), preferences: {} }],
      proof: 'CARRIER_ASSERTED',
      agent: 'shop 12',
    });
    expect(results).toMatchObject([{ status: 'REJECTED', code: 'INCOMPATIBLE_STATE' }]);
  });

  test('ends what the old holder chose before', async () => {
    const { state } = await chosenAt(startedAt + hour - 1);
    expect(state()).toMatchObject({ state: { preferences: { categories: {} } }, detail: { permissions: [] } });
  });

  test('ends what a carrier asserted since', async () => {
    const { registry, carriers, report, waitOut, state } = await withCarriers();
    await registerNumbers(registry, carriers.first, {
      registrations: [{ phoneNumber: wire(number), preferences: { base: 'REFUSE_ALL' } }],
      proof: 'CARRIER_ASSERTED',
      agent: 'shop 12',
    });
    await report('first', 'DISCONNECTED', { occurredAt: startedAt - hour });
    await report('first', 'REASSIGNED', { occurredAt: startedAt - hour });
    await waitOut();
    expect(state().state.preferences.base).toBe('LAW');
  });
});
