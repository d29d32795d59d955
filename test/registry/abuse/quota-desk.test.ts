import { expect, test } from 'vitest';
import type { OrganisationDocument } from '../../../src/core/organisation.ts';
import { dayMs, minuteMs } from '../../../src/core/time.ts';
import { abuseDesk } from '../../../src/registry/abuse/abuse-desk.ts';
import { QuotaDesk } from '../../../src/registry/abuse/quota-desk.ts';
import { freshStore, memoryRegistry, startedAt } from '../memory-registry.ts';

function organisation(terms: Partial<OrganisationDocument> = {}): OrganisationDocument {
  return {
    organisationId: 'caller',
    name: 'Caller',
    role: 'CALL_CENTRE',
    status: 'ACTIVE',
    scopes: [],
    admittedClasses: [],
    keys: [],
    numberRanges: [],
    ...terms,
  };
}

const tenLookups = organisation({ quotas: { lookupsPerMinute: 10 } });
const exceeded = { code: 'QUOTA_EXCEEDED', limit: 'lookupsPerMinute: at most 10 in 60 seconds' };

test('a quota is counted within its window, and begins anew with the next, or with an earlier one', () => {
  const desk = new QuotaDesk(false);
  const take = (now: number, amount = 1) => desk.take(tenLookups, 'LOOKUP', amount, now);
  take(startedAt, 10);
  expect(() => take(startedAt + minuteMs - 1)).toThrow(expect.objectContaining({ ...exceeded, retryAfterSec: 1 }));
  take(startedAt + minuteMs, 10);
  expect(() => take(startedAt + minuteMs)).toThrow(expect.objectContaining({ ...exceeded, retryAfterSec: 60 }));
  take(startedAt - dayMs, 10);
});

test('what is refused is counted against no quota', () => {
  const desk = new QuotaDesk(false);
  const document = organisation({ quotas: { lookupsPerMinute: 10, numbersPerDay: 15 } });
  const used = () => desk.uses(document, startedAt).map(({ used }) => used);
  desk.take(document, 'LOOKUP', 10, startedAt);
  expect(() => desk.take(document, 'LOOKUP', 1, startedAt)).toThrow();
  expect(used()).toEqual([10, 0, 10, 0, 0]);
  expect(() => desk.take(document, 'BATCH', 6, startedAt)).toThrow(
    expect.objectContaining({ limit: 'numbersPerDay: at most 15 in 86400 seconds' }),
  );
  desk.take(document, 'BATCH', 5, startedAt);
  expect(used()).toEqual([10, 5, 15, 0, 0]);
});

test('the headers name every quota of the call, and what is left of the one nearest to its end', () => {
  const desk = new QuotaDesk(false);
  const document = organisation({ quotas: { lookupsPerMinute: 100, numbersPerDay: 1_000 } });
  desk.take(document, 'LOOKUP', 1, startedAt + 18_000);
  const headers = (now: number) => desk.headers('caller', 'LOOKUP', now);
  expect(headers(startedAt + 18_000)).toEqual({
    'ratelimit-policy': '"lookups";q=100;w=60, "numbers";q=1000;w=86400',
    ratelimit: '"lookups";r=99;t=42',
  });
  desk.take(document, 'BATCH', 900, startedAt + 18_000);
  expect(headers(startedAt + 18_000)?.ratelimit).toBe('"numbers";r=99;t=71982');
});

test('two processes together let through what is left to both, and a new one knows what was told', async () => {
  const store = freshStore();
  const { registry, clock } = await memoryRegistry({ store });
  const { directory, pepper, now } = registry;
  const process = () => abuseDesk({ store, directory, pepper, demo: false, now });
  const [one, two] = [process(), process()];
  one.quotas.take(tenLookups, 'LOOKUP', 6, now());
  await one.sync();
  await two.sync();
  two.quotas.take(tenLookups, 'LOOKUP', 4, now());
  expect(() => two.quotas.take(tenLookups, 'LOOKUP', 1, now())).toThrow();
  await two.sync();
  await one.sync();
  expect(() => one.quotas.take(tenLookups, 'LOOKUP', 1, now())).toThrow();
  const restarted = process();
  await restarted.sync();
  expect(() => restarted.quotas.take(tenLookups, 'LOOKUP', 1, now())).toThrow();
  clock.at += minuteMs;
  restarted.quotas.take(tenLookups, 'LOOKUP', 10, now());
});

test('a process that comes again and again under one name goes on with its counts, in one record', async () => {
  const { registry, clock } = await memoryRegistry();
  const { store, directory, pepper, now } = registry;
  const life = () => abuseDesk({ store, directory, pepper, demo: false, processName: 'log-1', now });
  for (let lives = 0; lives < 5; lives++) {
    const desk = life();
    desk.quotas.take(tenLookups, 'LOOKUP', 2, now());
    await desk.sync();
  }
  expect(store.shortRecordCount('QUOTA_USE')).toBe(1);
  const last = life();
  await last.sync();
  expect(() => last.quotas.take(tenLookups, 'LOOKUP', 1, now())).toThrow();
  clock.at += minuteMs;
  last.quotas.take(tenLookups, 'LOOKUP', 10, now());
});

test('what could not be told is told with the next look', async () => {
  const { registry } = await memoryRegistry();
  const { store, directory, pepper, now } = registry;
  const link: { isCut: boolean } = { isCut: true };
  const putShortRecord: typeof store.putShortRecord = (put) =>
    link.isCut ? Promise.reject(new Error('cut')) : store.putShortRecord(put);
  const { shortRecord, shortRecords, addCounts } = store;
  const far = { shortRecord, shortRecords, addCounts, putShortRecord };
  const [one, two] = [far, store].map((records) => abuseDesk({ store: records, directory, pepper, demo: false, now }));
  one?.quotas.take(tenLookups, 'LOOKUP', 10, now());
  await expect(one?.sync()).rejects.toThrow('cut');
  link.isCut = false;
  await one?.sync();
  await two?.sync();
  expect(() => two?.quotas.take(tenLookups, 'LOOKUP', 1, now())).toThrow();
});

test('who is slowed down has a tenth of his questions until midnight UTC, and all of his registrations', () => {
  const desk = new QuotaDesk(false);
  const quotas = { lookupsPerMinute: 100, registrationsPerMinute: 100 };
  const maxes = (document: OrganisationDocument, now: number) =>
    [0, 3].map((place) => desk.uses(document, now)[place]?.max);
  const slowed = organisation({ quotas, abuseResponse: 'SLOW_DOWN' });
  desk.slowDown('caller', startedAt);
  expect(maxes(organisation({ quotas }), startedAt)).toEqual([100, 100]);
  expect(maxes(slowed, startedAt)).toEqual([10, 100]);
  expect(maxes(slowed, startedAt + dayMs)).toEqual([100, 100]);
});
