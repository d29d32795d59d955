import { describe, expect, test } from 'vitest';
import { dayMs, hourMs } from '../../../src/core/time.ts';
import { registerNumbers } from '../../../src/registry/numbers/register-numbers.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { chineseNumber, freshStore, memoryRegistry, startedAt, subscriber, wire } from '../memory-registry.ts';
import { slowStore } from '../slow-store.ts';
import { allowsCredit, pendingMs, perDay, policy, refusesHealth, withBulkCarriers } from './bulk-carriers.ts';

const refuseAll = { base: 'REFUSE_ALL' } as const;
const waitsUntil = startedAt + hourMs + pendingMs;

describe('what a carrier asserts in bulk', () => {
  test('binds at once where it refuses, and waits where it loosens', async () => {
    const { registry, register, record, waitOut } = await withBulkCarriers();
    await setPreferences(registry, subscriber(chineseNumber(2)), { ifMatch: '*', replace: refusesHealth });
    const wanted = { categories: { FIN_CREDIT: 'ALLOW', HEALTH: 'REFUSE', TRAVEL_LEISURE: 'REFUSE' } } as const;
    const { results, summary } = await register([1, 2, 3], wanted, { proof: 'MO_SMS' });
    const waits = { assertionId: expect.stringContaining('carrier-1-registrations'), waitsUntil };
    expect(results).toMatchObject([1, 2, 3].map(() => ({ status: 'PENDING', waits })));
    expect(summary).toEqual({ count: 3, done: 0, pending: 3, unchanged: 0, rejected: 0 });
    const meanwhile = { HEALTH: 'REFUSE', TRAVEL_LEISURE: 'REFUSE' };
    expect([1, 2].map((last) => record(last).state.preferences.categories)).toEqual([meanwhile, meanwhile]);
    await waitOut();
    expect(record(2).state.preferences.categories).toEqual(wanted.categories);
    expect(record(2).state.hasDetail).toBe(false);
  });

  test('binds as a whole where all of it refuses', async () => {
    const { registry, register, record, unfinished } = await withBulkCarriers();
    const { results } = await register([1, 2, 3], refuseAll);
    await registry.counts.flush();
    expect(results).toMatchObject([1, 2, 3].map(() => ({ status: 'REGISTERED' })));
    expect(record(3)).toMatchObject({ state: { preferences: { base: 'REFUSE_ALL' }, hasDetail: false } });
    expect(await unfinished()).toMatchObject([{ organisationId: 'carrier-1', status: 'PENDING', rows: 3 }]);
  });

  test('is no bulk up to the policy’s number of rows', async () => {
    const { register, unfinished } = await withBulkCarriers();
    expect((await register([1, 2], allowsCredit)).summary).toMatchObject({ done: perDay });
    expect(await unfinished()).toEqual([]);
    expect((await register([3], allowsCredit)).summary).toMatchObject({ pending: 1 });
  });

  test('waits for nobody’s clock but that of the chore', async () => {
    const { clock, register, record, settle } = await withBulkCarriers();
    await register([1, 2, 3], allowsCredit);
    clock.at = waitsUntil - 1;
    await settle();
    expect(record(1).state.preferences.categories).toEqual({});
    clock.at = waitsUntil + dayMs;
    expect(record(1).state.preferences.categories).toEqual({});
    await settle();
    expect(record(1).state.preferences).toMatchObject(allowsCredit);
  });

  test('is ended by what the holder says himself, be it what binds already', async () => {
    const { registry, register, record, waitOut } = await withBulkCarriers();
    await register([1, 2, 3], { categories: { FIN_CREDIT: 'ALLOW', HEALTH: 'REFUSE' } });
    await setPreferences(registry, subscriber(chineseNumber(1)), { ifMatch: '*', replace: refusesHealth });
    await waitOut();
    expect(record(1).state.preferences.categories).toEqual({ HEALTH: 'REFUSE' });
  });

  test('shows in the holder’s own word that came by way of the carrier: it is not loosened meanwhile', async () => {
    const { register } = await withBulkCarriers();
    await register([1, 2, 3], { categories: { FIN_CREDIT: 'ALLOW', HEALTH: 'REFUSE' } }, { proof: 'MO_SMS' });
    const { results } = await register([1], allowsCredit);
    expect(results).toMatchObject([{ status: 'REJECTED', code: 'INCOMPATIBLE_STATE' }]);
  });

  test('and asserts again later waits its own time', async () => {
    const { registry, clock, register, record, settle } = await withBulkCarriers();
    await register([1, 2, 3], allowsCredit);
    await setPreferences(registry, subscriber(chineseNumber(1)), { ifMatch: '*', replace: {} });
    clock.at += 2 * hourMs;
    await register([1, 2, 3], allowsCredit, { proof: 'MO_SMS' });
    clock.at = waitsUntil;
    await settle();
    expect([1, 2].map((last) => record(last).state.preferences.categories)).toEqual([{}, { FIN_CREDIT: 'ALLOW' }]);
    clock.at += 2 * hourMs;
    await settle();
    expect(record(1).state.preferences).toMatchObject(allowsCredit);
  });
});

describe('the rows of a day', () => {
  test('are counted over requests, so that many small ones are no way around', async () => {
    const { register } = await withBulkCarriers();
    const statuses: unknown[] = [];
    for (const last of [1, 2, 3, 4]) statuses.push((await register([last], allowsCredit)).results[0]?.status);
    expect(statuses).toEqual(['REGISTERED', 'REGISTERED', 'PENDING', 'PENDING']);
  });

  test('are counted over requests that come at once, and over processes', async () => {
    const store = freshStore();
    const { registry, clock, carriers } = await withBulkCarriers({ store: slowStore(store) });
    const { registry: other } = await memoryRegistry({ policy, store: slowStore(store), clock });
    const answers = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((last) =>
        registerNumbers(last % 2 === 0 ? registry : other, carriers.first, {
          registrations: [{ phoneNumber: wire(chineseNumber(last)), preferences: allowsCredit }],
          proof: 'MO_SMS',
        }),
      ),
    );
    expect(answers.filter(({ summary }) => summary.done === 1)).toHaveLength(perDay);
  });

  test('are those of the last 24 hours at least', async () => {
    const { clock, register } = await withBulkCarriers();
    await register([1, 2], allowsCredit);
    clock.at += dayMs - 1;
    expect((await register([3], allowsCredit)).summary).toMatchObject({ pending: 1 });
    clock.at += hourMs + 1;
    expect((await register([4], allowsCredit)).summary).toMatchObject({ done: 1 });
  });

  test('are not those of a clock that ran ahead', async () => {
    const { clock, register } = await withBulkCarriers();
    clock.at += 400 * dayMs;
    await register([1], allowsCredit);
    await register([2], allowsCredit);
    clock.at -= 400 * dayMs;
    expect((await register([3], allowsCredit)).summary).toMatchObject({ done: 1 });
  });

  test('that refuse and those that loosen are counted apart', async () => {
    const { register } = await withBulkCarriers();
    for (const last of [1, 2, 3]) expect((await register([last], refuseAll)).summary).toMatchObject({ done: 1 });
    expect((await register([4], allowsCredit)).summary).toMatchObject({ done: 1 });
  });

  test('are taken ahead by a process, and what it has not used goes back', async () => {
    const many = { ...policy, limits: { ...policy.limits, assertionsPerDay: 100 } };
    const { clock, register } = await withBulkCarriers({ policy: many });
    const statuses: unknown[] = [];
    for (let last = 0; last < 102; last++) {
      if (last % 5 === 0) clock.at += hourMs / 2;
      statuses.push((await register([last], allowsCredit)).results[0]?.status);
    }
    expect(statuses.filter((status) => status === 'REGISTERED')).toHaveLength(100);
  });

  test('are each carrier’s own', async () => {
    const { registry, carriers, register } = await withBulkCarriers();
    await register([1, 2, 3], allowsCredit);
    const { summary } = await registerNumbers(registry, carriers.second, {
      registrations: [{ phoneNumber: '+8613900000001', preferences: allowsCredit }],
      proof: 'MO_SMS',
    });
    expect(summary).toMatchObject({ done: 1 });
  });

  test('are those that changed something: the same file every night is no bulk', async () => {
    const { register } = await withBulkCarriers();
    await register([1], refuseAll);
    for (let night = 0; night < 5; night++) expect((await register([1], refuseAll)).summary.unchanged).toBe(1);
    expect((await register([2], allowsCredit)).summary).toMatchObject({ done: 1 });
  });
});
