import { describe, expect, test } from 'vitest';
import { formatInstant, hourMs as hour } from '../../../src/core/time.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { registerNumbers } from '../../../src/registry/numbers/register-numbers.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { startedAt, subscriber, wire } from '../memory-registry.ts';
import { number, pendingMs, withCarriers } from './carriers.ts';

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

  test.for([
    ['one that is reported late', startedAt - 2 * pendingMs],
    ['one that is reported at once', startedAt],
  ] as const)('from the entry of the disconnection, for %s', async ([, occurredAt]) => {
    const { registry, clock, report, state } = await withCarriers();
    await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    await report('first', 'DISCONNECTED', { occurredAt });
    clock.at = startedAt + pendingMs - 1;
    const early = await report('first', 'REASSIGNED', { occurredAt });
    expect(early).toMatchObject({ status: 'REJECTED', code: 'FAILED_PRECONDITION' });
    expect(early).toMatchObject({ message: expect.stringContaining(formatInstant(startedAt + pendingMs)) });
    expect(state().state).toMatchObject({ service: 'QUARANTINED', preferences: { base: 'REFUSE_ALL' } });
    clock.at = startedAt + pendingMs;
    expect(await report('first', 'REASSIGNED', { occurredAt })).toMatchObject({ status: 'RECORDED' });
  });

  test('a number reclaimed in between waits anew', async () => {
    const { clock, report } = await withCarriers();
    await report('first', 'DISCONNECTED');
    await report('first', 'RECLAIMED');
    clock.at += pendingMs;
    await report('first', 'DISCONNECTED', { occurredAt: startedAt + hour });
    expect(await report('first', 'REASSIGNED', { occurredAt: startedAt + hour })).toMatchObject({
      code: 'FAILED_PRECONDITION',
    });
  });
});

describe('a reassignment that is reported late', () => {
  async function chosenAt(chosenAt: number) {
    const memory = await withCarriers();
    const { registry, clock, report } = memory;
    clock.at = chosenAt;
    await setPreferences(registry, subscriber(number), { ifMatch: '*', replace: { categories: { HEALTH: 'REFUSE' } } });
    await refuseSender(registry, subscriber(number), { brand: 'brand-1' });
    clock.at = startedAt + 2 * hour;
    await report('first', 'DISCONNECTED', { occurredAt: startedAt });
    clock.at += pendingMs;
    await report('first', 'REASSIGNED', { occurredAt: startedAt + hour });
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
    const { registry, carriers, clock, report, state } = await withCarriers();
    await registerNumbers(registry, carriers.first, {
      registrations: [{ phoneNumber: wire(number), preferences: { base: 'REFUSE_ALL' } }],
      proof: 'CARRIER_ASSERTED',
      agent: 'shop 12',
    });
    await report('first', 'DISCONNECTED', { occurredAt: startedAt - hour });
    clock.at += pendingMs;
    await report('first', 'REASSIGNED', { occurredAt: startedAt - hour });
    expect(state().state.preferences.base).toBe('LAW');
  });
});
