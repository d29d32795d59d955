import { describe, expect, test } from 'vitest';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import { reverseAssertion } from '../../../src/registry/assertions/reverse-assertion.ts';
import { giveConsent } from '../../../src/registry/consents/give-consent.ts';
import { refuseSender } from '../../../src/registry/consents/refuse-sender.ts';
import { registerNumbers } from '../../../src/registry/numbers/register-numbers.ts';
import { readHistory } from '../../../src/registry/preferences/read-history.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { chineseNumber, operatorAtConsole, setOrganisation, subscriber, wire } from '../memory-registry.ts';
import { allowsCredit, refusesHealth, withBulkCarriers } from './bulk-carriers.ts';

const refuseAll = { base: 'REFUSE_ALL' } as const;

async function asserted(preferences: Parameters<Awaited<ReturnType<typeof withBulkCarriers>>['register']>[1]) {
  const memory = await withBulkCarriers();
  await setPreferences(memory.registry, subscriber(chineseNumber(1)), { ifMatch: '*', replace: refusesHealth });
  await giveConsent(memory.registry, subscriber(chineseNumber(1)), { brand: 'brand-1' });
  const before = [1, 2, 3].map((last) => memory.record(last));
  await memory.register([1, 2, 3], preferences, { proof: 'MO_SMS' });
  const assertionId = (await memory.unfinished())[0]?.assertionId ?? '';
  const numbers = () => [1, 2, 3].map((last) => memory.record(last));
  return { ...memory, before, assertionId, numbers };
}

describe('a bulk assertion is undone', () => {
  test('exactly, with the consents that it ended', async () => {
    const { registry, before, assertionId, numbers, reverse } = await asserted(refuseAll);
    expect(numbers()[0]?.detail.permissions).toEqual([]);
    const { assertion, tally, left } = await reverse(assertionId);
    expect(numbers()).toEqual(before);
    expect(assertion).toMatchObject({ status: 'REVERSED', reversedBy: 'operator:test', reversal: tally });
    expect({ tally, left }).toEqual({ tally: { undone: 3, ended: 0, kept: 0 }, left: [] });
    expect(registry.store.entries(registry.store.head() - 2, 1)[0]).toMatchObject({
      actor: 'operator:test',
      event: { kind: 'NUMBER_RESTORED', assertionId },
    });
  });

  test('also after it took effect', async () => {
    const { before, assertionId, numbers, waitOut, reverse } = await asserted({
      categories: { FIN_CREDIT: 'ALLOW', HEALTH: 'REFUSE' },
    });
    await waitOut();
    expect(numbers()[1]?.state.preferences.categories).toMatchObject({ FIN_CREDIT: 'ALLOW' });
    await reverse(assertionId);
    expect(numbers()).toEqual(before);
  });

  test('not where its holder has spoken since, and it says at which numbers, masked, and who spoke', async () => {
    const { registry, assertionId, numbers, reverse } = await asserted({
      categories: { FIN_CREDIT: 'ALLOW', HEALTH: 'REFUSE', TRAVEL_LEISURE: 'REFUSE' },
    });
    await setPreferences(registry, subscriber(chineseNumber(1)), { ifMatch: '*', replace: refuseAll });
    await refuseSender(registry, subscriber(chineseNumber(2)), { brand: 'brand-1' });
    const { tally, left } = await reverse(assertionId);
    expect(tally).toEqual({ undone: 1, ended: 1, kept: 1 });
    expect(left).toEqual([
      { phoneNumber: '+86*********01', outcome: 'KEPT', later: 'SUBSCRIBER' },
      { phoneNumber: '+86*********02', outcome: 'ENDED', later: 'SUBSCRIBER' },
    ]);
    expect(numbers()[0]?.state.preferences.base).toBe('REFUSE_ALL');
    expect(numbers()[1]).toMatchObject({
      state: { preferences: { categories: { HEALTH: 'REFUSE', TRAVEL_LEISURE: 'REFUSE' } } },
      detail: { permissions: [{ status: 'REFUSED' }] },
    });
    expect(numbers()[1]?.detail.pending).toBeUndefined();
  });

  test('only in words, where it is a dry run', async () => {
    const { registry, assertionId, numbers, reverse } = await asserted(allowsCredit);
    const [head, stood] = [registry.store.head(), numbers()];
    const { assertion, tally } = await reverse(assertionId, true);
    expect({ status: assertion.status, tally }).toEqual({
      status: 'PENDING',
      tally: { undone: 3, ended: 0, kept: 0 },
    });
    expect([registry.store.head(), numbers()]).toEqual([head, stood]);
  });

  test('once: again it changes nothing', async () => {
    const { registry, assertionId, reverse } = await asserted(refuseAll);
    const first = await reverse(assertionId);
    const head = registry.store.head();
    expect((await reverse(assertionId)).assertion).toEqual(first.assertion);
    expect(registry.store.head()).toBe(head);
  });

  test('and what the carrier asserts next is another one', async () => {
    const { register, assertionId, reverse, unfinished, waitOut, record } = await asserted(refuseAll);
    await reverse(assertionId);
    await register([4, 5, 6], allowsCredit);
    const [next] = await unfinished();
    expect(next?.assertionId).toBe(assertionId.replace(/1$/, '2'));
    await waitOut();
    expect(record(4).state.preferences).toMatchObject(allowsCredit);
  });

  test('in parts, the rest by the chore', async () => {
    const { registry, register, before, numbers, record, reverse, settle, unfinished } = await asserted(refuseAll);
    await register(
      Array.from({ length: 600 }, (_, at) => 1_000 + at),
      refuseAll,
    );
    const [open] = await unfinished();
    const assertionId = open?.assertionId ?? '';
    const some = await reverseAssertion(registry, operatorAtConsole, { assertionId, entriesMax: 500 });
    expect(some).toMatchObject({ assertion: { status: 'REVERSING' }, tally: { undone: 500 } });
    await settle();
    expect((await reverse(assertionId)).assertion).toMatchObject({ status: 'REVERSED', reversal: { undone: 603 } });
    expect([numbers(), record(1_599).state.preferences.base]).toEqual([before, 'LAW']);
  });

  test('by an operator alone', async () => {
    const { registry, assertionId } = await asserted(refuseAll);
    for (const role of ['CARRIER', 'REGULATOR', 'BRAND'] as const) {
      const actor = await setOrganisation(registry, `some-${role.toLowerCase()}`, { role });
      await expect(reverseAssertion(registry, actor, { assertionId })).rejects.toMatchObject({
        code: 'PERMISSION_DENIED',
      });
    }
    await expect(reverseAssertion(registry, operatorAtConsole, { assertionId: 'nothing' })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      field: 'path:assertionId',
    });
  });
});

test('a reversal long after it took effect, broken off, is gone on with by the chore', async () => {
  const { registry, clock, register, record, settle, unfinished, waitOut } = await withBulkCarriers();
  await register([1, 2, 3], allowsCredit);
  const assertionId = (await unfinished())[0]?.assertionId ?? '';
  await waitOut();
  clock.at += 30 * dayMs;
  await settle();
  expect(await unfinished()).toEqual([]);
  await reverseAssertion(registry, operatorAtConsole, { assertionId, entriesMax: 0 });
  expect(await unfinished()).toMatchObject([{ assertionId, status: 'REVERSING' }]);
  expect(record(1).state.preferences).toMatchObject(allowsCredit);
  await settle();
  expect(record(1).state.preferences.categories).toEqual({});
  expect(await unfinished()).toEqual([]);
});

test('what another assertion left waiting goes on only while that one does', async () => {
  const { clock, register, record, reverse, unfinished } = await withBulkCarriers();
  await register([1, 2, 3], allowsCredit);
  clock.at += hourMs;
  await register([1, 2, 3], { categories: { EDUCATION: 'ALLOW' } });
  const [first, second] = (await unfinished()).map(({ assertionId }) => assertionId);
  await reverse(first ?? '');
  expect(record(1).detail.pending?.assertionId).toBe(second);
  await reverse(second ?? '');
  expect(record(1).detail.pending).toBeUndefined();
});

test('what a later assertion stood in the way of is undone once that one is reversed', async () => {
  const { clock, register, record, reverse, unfinished } = await withBulkCarriers();
  await register([1, 2, 3], refusesHealth);
  clock.at += hourMs;
  await register([1, 2, 3], { categories: { EDUCATION: 'REFUSE', HEALTH: 'REFUSE' } });
  const [first = '', second = ''] = (await unfinished()).map(({ assertionId }) => assertionId);
  expect((await reverse(first)).tally).toEqual({ undone: 0, ended: 0, kept: 3 });
  await reverse(second);
  expect(record(1).state.preferences.categories).toEqual({ HEALTH: 'REFUSE' });
  expect((await reverse(first)).assertion.reversal).toEqual({ undone: 3, ended: 0, kept: 0 });
  expect(record(1).state.preferences.categories).toEqual({});
});

test('and where that one waits still, it waits on', async () => {
  const { clock, register, record, reverse, unfinished, waitOut } = await withBulkCarriers();
  await register([1, 2, 3], allowsCredit);
  clock.at += hourMs;
  await register([1, 2, 3], { categories: { EDUCATION: 'ALLOW' } });
  const [first, second] = (await unfinished()).map(({ assertionId }) => assertionId);
  await reverse(second ?? '');
  expect(record(1).detail.pending?.assertionId).toBe(first);
  await waitOut();
  expect(record(1).state.preferences).toMatchObject(allowsCredit);
});

describe('a reassignment that is undone after it took effect', () => {
  async function undone() {
    const memory = await withBulkCarriers();
    const { registry, clock, report, unfinished, waitOut, reverse } = memory;
    await setPreferences(registry, subscriber(chineseNumber(1)), { ifMatch: '*', replace: refusesHealth });
    clock.at += 1;
    await report(1, 'DISCONNECTED');
    const before = memory.record(1);
    await report(1, 'REASSIGNED');
    const assertionId = (await unfinished())[0]?.assertionId ?? '';
    await waitOut();
    return { ...memory, before, undo: () => reverse(assertionId) };
  }

  test('closes the number again, as it was', async () => {
    const { before, record, undo } = await undone();
    expect(record(1)).toMatchObject({ state: { service: 'IN_SERVICE', preferences: { categories: {} } } });
    expect((await undo()).tally).toEqual({ undone: 1, ended: 0, kept: 0 });
    expect(record(1)).toEqual(before);
  });

  test('gives the former holder his history back, and the carrier no leave to loosen his choice', async () => {
    const { registry, report, register, undo } = await undone();
    await undo();
    await report(1, 'RECLAIMED');
    const { rows } = await readHistory(registry, subscriber(chineseNumber(1)), { limit: 10 });
    expect(rows.map(({ event }) => event.kind)).toEqual([
      'NUMBER_RECLAIMED',
      'NUMBER_RESTORED',
      'NUMBER_REASSIGNED',
      'ASSERTION_WAITS',
      'NUMBER_DISCONNECTED',
      'PREFERENCES_SET',
    ]);
    expect((await register([1], allowsCredit)).results).toMatchObject([{ status: 'REJECTED' }]);
  });

  test('stays where the new holder has spoken: nothing of the old one reaches him', async () => {
    const { registry, record, undo } = await undone();
    await setPreferences(registry, subscriber(chineseNumber(1), 2), { ifMatch: '*', replace: refuseAll });
    expect(await undo()).toMatchObject({ tally: { kept: 1 }, left: [{ later: 'SUBSCRIBER' }] });
    expect(record(1)).toMatchObject({ state: { service: 'IN_SERVICE', preferences: { base: 'REFUSE_ALL' } } });
    const { rows } = await readHistory(registry, subscriber(chineseNumber(1), 2), { limit: 10 });
    expect(rows.map(({ event }) => event.kind)).toEqual(['PREFERENCES_SET', 'NUMBER_REASSIGNED']);
  });
});

test('rows that were written while the assertion was being reversed are undone too', async () => {
  const { registry, carriers, record, register, reverse, unfinished } = await withBulkCarriers();
  await register([1, 2, 3], refuseAll);
  const assertionId = (await unfinished())[0]?.assertionId ?? '';
  const { change } = registry.shard;
  const late = {
    ...registry,
    shard: {
      ...registry.shard,
      async change(changes: Parameters<typeof change>[0]) {
        await reverse(assertionId);
        return change(changes);
      },
    },
  };
  await registerNumbers(late, carriers.first, {
    registrations: [8, 9, 10].map((last) => ({ phoneNumber: wire(chineseNumber(last)), preferences: refuseAll })),
    proof: 'MO_SMS',
  });
  expect(record(9).state.preferences.base).toBe('LAW');
});
