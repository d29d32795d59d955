import { expect, test } from 'vitest';
import { Fault } from '../../src/core/fault.ts';
import type { Registry } from '../../src/registry/registry.ts';
import type { ShortRecordPut } from '../../src/storage/store.ts';
import { chineseNumber, setOrganisation, tokenFor, wire } from '../registry/memory-registry.ts';
import { kindsOf } from '../registry/numbers/number-changes.ts';
import { slowStore } from '../registry/slow-store.ts';
import { door } from './door.ts';

const path = '/v1/registrations';
const number = chineseNumber();
const other = chineseNumber(1);

function body(preferences: unknown, of = number) {
  return { registrations: [{ phoneNumber: wire(of), preferences }], proof: 'MO_SMS' };
}

const refuseAll = body({ base: 'REFUSE_ALL' });
const refuseCredit = body({ categories: { FIN_CREDIT: 'REFUSE' } });

async function withCarrier(over?: (registry: Registry) => Registry) {
  const opened = await door({ store: slowStore() }, over);
  const carrier = await setOrganisation(opened.registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  const token = await tokenFor(opened.registry, carrier);
  const post = (sent: unknown, key?: string, as = token) =>
    opened.call('POST', path, {
      token: as,
      body: sent,
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
    });
  return { ...opened, post };
}

test('the same key and body get the first answer again, though the world has moved on', async () => {
  const { post, registry } = await withCarrier();
  const first = await post(refuseAll, 'key-1');
  expect(first.headers.get('idempotency-replayed')).toBeNull();
  const firstText = await first.text();
  await post(refuseCredit);
  const again = await post(refuseAll, 'key-1');
  expect(again.status).toBe(200);
  expect(again.headers.get('idempotency-replayed')).toBe('true');
  expect(again.headers.get('content-type')).toBe('application/json');
  expect(await again.text()).toBe(firstText);
  expect(kindsOf(registry, number)).toHaveLength(2);
});

test('the same key with another body is 409 and names the header', async () => {
  const { post } = await withCarrier();
  await post(refuseAll, 'key-1');
  const refused = await post(refuseCredit, 'key-1');
  expect(refused.status).toBe(409);
  expect(await refused.json()).toMatchObject({ code: 'ALREADY_EXISTS', field: 'header:Idempotency-Key' });
});

test('of many at once one is done, in two processes too; while it is under way the others are told to wait', async () => {
  const gate = Promise.withResolvers<void>();
  const { post, registry, clock } = await withCarrier((inner) => ({
    ...inner,
    shard: {
      ...inner.shard,
      async change(changes) {
        await gate.promise;
        return inner.shard.change(changes);
      },
    },
  }));
  const second = await door({ store: registry.store, clock });
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  const token = await tokenFor(registry, carrier);
  const first = post(refuseAll, 'key-1');
  while (registry.store.shortRecords('IDEMPOTENCY', clock.at, 1).length === 0)
    await new Promise((resolve) => setImmediate(resolve));
  const elsewhere = () =>
    second.call('POST', path, { token, body: refuseAll, headers: { 'idempotency-key': 'key-1' } });
  for (const waiting of [await post(refuseAll, 'key-1'), await elsewhere()]) {
    expect(waiting.status).toBe(409);
    expect(waiting.headers.get('retry-after')).toBe('1');
    expect(await waiting.json()).toMatchObject({ code: 'ABORTED', field: 'header:Idempotency-Key' });
  }
  gate.resolve();
  expect((await first).status).toBe(200);
  expect((await elsewhere()).headers.get('idempotency-replayed')).toBe('true');
  expect(kindsOf(registry, number)).toHaveLength(1);
});

test('of many that start at once one is done', async () => {
  const { post, registry } = await withCarrier();
  const answers = await Promise.all(Array.from({ length: 8 }, () => post(refuseAll, 'key-1')));
  const fresh = answers.filter((one) => one.status === 200 && one.headers.get('idempotency-replayed') === null);
  expect(fresh).toHaveLength(1);
  expect(kindsOf(registry, number)).toHaveLength(1);
});

test('a key is its caller’s own', async () => {
  const { post, registry } = await withCarrier();
  await post(refuseAll, 'key-1');
  const second = await setOrganisation(registry, 'carrier-2', { role: 'CARRIER', numberRanges: ['86139'] });
  const theirs = await post(refuseAll, 'key-1', await tokenFor(registry, second));
  expect(theirs.headers.get('idempotency-replayed')).toBeNull();
  expect(await theirs.json()).toMatchObject({ summary: { rejected: 1 } });
});

test('a key belongs to one operation', async () => {
  const { post, registry, call } = await withCarrier();
  await post(refuseAll, 'key-1');
  const token = await tokenFor(
    registry,
    await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] }),
  );
  const events = [{ phoneNumber: wire(other), kind: 'DISCONNECTED', occurredAt: '2026-11-22T00:00:00Z' }];
  const reported = await call('POST', '/v1/number-events', {
    token,
    body: { events },
    headers: { 'idempotency-key': 'key-1' },
  });
  expect(reported.status).toBe(200);
});

test('a refused request leaves the key free', async () => {
  const { post } = await withCarrier();
  expect((await post({ ...refuseAll, proof: 'HEARSAY' }, 'key-1')).status).toBe(400);
  expect((await post(refuseAll, 'key-1')).status).toBe(200);
});

test('a failure of storage leaves the key free', async () => {
  const disk: { full: boolean } = { full: true };
  const { post } = await withCarrier((registry) => ({
    ...registry,
    shard: {
      ...registry.shard,
      async change(changes) {
        if (disk.full) throw new Fault('UNAVAILABLE', 'the disk is full: nothing was written');
        return registry.shard.change(changes);
      },
    },
  }));
  expect((await post(refuseAll, 'key-1')).status).toBe(503);
  disk.full = false;
  const done = await post(refuseAll, 'key-1');
  expect(done.status).toBe(200);
  expect(done.headers.get('idempotency-replayed')).toBeNull();
});

test('an answer is kept for a day', async () => {
  const { post, clock, registry } = await withCarrier();
  await post(refuseAll, 'key-1');
  clock.at += 24 * 3_600_000 - 1;
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  const replayed = await post(refuseAll, 'key-1', await tokenFor(registry, carrier));
  expect(replayed.headers.get('idempotency-replayed')).toBe('true');
  clock.at += 1;
  const anew = await post(refuseAll, 'key-1', await tokenFor(registry, carrier));
  expect(anew.headers.get('idempotency-replayed')).toBeNull();
});

test.for(['', 'x'.repeat(65), 'schlüssel'])('%j is no key', async (key) => {
  const { post } = await withCarrier();
  const refused = await post(refuseAll, key);
  expect(refused.status).toBe(400);
  expect(await refused.json()).toMatchObject({ field: 'header:Idempotency-Key' });
});

test('no phone number is kept with an answer', async () => {
  const { post, registry } = await withCarrier();
  await post(refuseAll, 'key-1');
  const kept = JSON.stringify(registry.store.shortRecords('IDEMPOTENCY', registry.now(), 10));
  expect(kept).toContain('REGISTERED');
  expect(kept).not.toContain(String(number));
});

test('where the answer cannot be kept the caller still hears that it is done', async () => {
  const { post, registry, defects } = await withCarrier((inner) => ({
    ...inner,
    store: new Proxy(inner.store, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (name !== 'putShortRecord') return typeof member === 'function' ? member.bind(target) : member;
        return async (put: ShortRecordPut) => {
          if (put.kind === 'IDEMPOTENCY' && put.expected > 0) throw new Fault('UNAVAILABLE', 'too much waits');
          return target.putShortRecord(put);
        };
      },
    }),
  }));
  const answer = await post(refuseAll, 'key-1');
  expect([answer.status, defects]).toEqual([200, []]);
  expect(kindsOf(registry, number)).toEqual(['PREFERENCES_SET']);
});
