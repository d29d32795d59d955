import { describe, expect, test } from 'vitest';
import type { OrganisationDocument } from '../../src/core/organisation.ts';
import { numberAt, type PhoneNumber } from '../../src/core/phone-number.ts';
import { dayMs, formatInstant, hourMs, minuteMs } from '../../src/core/time.ts';
import { signalsMax } from '../../src/registry/abuse/read-abuse-signals.ts';
import {
  chineseNumber,
  setOrganisation,
  setSenderIdentity,
  startedAt,
  tokenFor,
  wire,
} from '../registry/memory-registry.ts';
import { type Door, door } from './door.ts';

const block = 861_380_000;
const victim = chineseNumber();

/** An honest call centre and one that is out for the register, and the operator who watches both. */
async function town(attackers: Partial<OrganisationDocument> = {}) {
  const one = await door();
  const { registry, clock } = one;
  await setOrganisation(registry, 'brand-1');
  const honest = await setOrganisation(registry, 'honest', { role: 'CALL_CENTRE' });
  const attacker = await setOrganisation(registry, 'attacker', { role: 'CALL_CENTRE', ...attackers });
  const operator = await setOrganisation(registry, 'operator-1', { role: 'OPERATOR' });
  const agents = ['honest', 'attacker'].map((organisationId) => ({ organisationId, from: 0 }));
  await setSenderIdentity(registry, 'S', { agents });
  const words = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'S' };
  const caller = (organisation: typeof honest) => {
    const post = async (path: string, more: object) =>
      one.call('POST', path, { token: await tokenFor(registry, organisation), body: { ...words, ...more } });
    return {
      ask: (number: PhoneNumber, more: object = {}) => post('/v1/lookup', { phoneNumber: wire(number), ...more }),
      batch: (numbers: readonly PhoneNumber[], more: object = {}) =>
        post('/v1/lookup/batch', { phoneNumbers: numbers.map(wire), ...more }),
    };
  };
  return {
    ...one,
    honest: caller(honest),
    attacker: caller(attacker),
    operatorCall: async (method: string, path: string, body?: object) =>
      one.call(method, path, { token: await tokenFor(registry, operator), ...(body === undefined ? {} : { body }) }),
    async signals(): Promise<readonly string[]> {
      await registry.abuse.sync();
      const token = await tokenFor(registry, operator);
      const response = await one.call('GET', `/v1/abuse-signals?limit=${signalsMax}`, { token });
      const { abuseSignals } = (await response.json()) as { abuseSignals: { organisationId: string; kind: string }[] };
      return abuseSignals.map(({ organisationId, kind }) => `${organisationId} ${kind}`).sort();
    },
    later: (ms: number) => {
      clock.at += ms;
    },
  };
}

const statusesOf = async (responses: readonly Promise<Response>[]) =>
  (await Promise.all(responses)).map(({ status }) => status);

describe('quotas', () => {
  test('one organisation’s end at the number that the operator set, and another’s are not touched', async () => {
    const { attacker, honest, later } = await town({ quotas: { lookupsPerMinute: 5 } });
    const asked = Array.from({ length: 7 }, (_, at) => attacker.ask(chineseNumber(at * 7_919)));
    expect((await statusesOf(asked)).sort()).toEqual([200, 200, 200, 200, 200, 429, 429]);
    const refused = await attacker.ask(victim);
    expect(await refused.json()).toMatchObject({
      code: 'QUOTA_EXCEEDED',
      limit: 'lookupsPerMinute: at most 5 in 60 seconds',
    });
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(refused.headers.get('ratelimit')).toBe('"lookups";r=0;t=60');
    expect((await honest.ask(victim)).status).toBe(200);
    later(minuteMs);
    const again = await attacker.ask(victim);
    expect(again.status).toBe(200);
    expect(again.headers.get('ratelimit')).toBe('"lookups";r=4;t=60');
    expect(again.headers.get('ratelimit-policy')).toMatch(/^"lookups";q=5;w=60, "numbers";q=\d+;w=86400$/);
  });

  test('batches are counted by their rows, and one that does not fit is refused whole', async () => {
    const { attacker } = await town({ quotas: { batchRowsPerMinute: 100 } });
    const rows = (count: number) => Array.from({ length: count }, (_, at) => chineseNumber(at * 7_919));
    expect((await attacker.batch(rows(60))).status).toBe(200);
    expect((await attacker.batch(rows(60))).status).toBe(429);
    const last = await attacker.batch(rows(40));
    expect(last.headers.get('ratelimit')).toBe('"batch-rows";r=0;t=60');
  });

  test('neither lookups nor batches get past the numbers of a day', async () => {
    const { attacker, later } = await town({ quotas: { numbersPerDay: 30 } });
    expect((await attacker.batch(Array.from({ length: 25 }, (_, at) => chineseNumber(at * 7_919)))).status).toBe(200);
    later(minuteMs);
    const asked = Array.from({ length: 7 }, (_, at) => attacker.ask(chineseNumber(at * 7_919)));
    expect((await statusesOf(asked)).sort()).toEqual([200, 200, 200, 200, 200, 429, 429]);
  });

  test('a bank’s codes go out whatever its marketing has used up', async () => {
    const { attacker: bank } = await town({ quotas: { lookupsPerMinute: 1 }, admittedClasses: ['TRANSACTIONAL'] });
    expect((await statusesOf([bank.ask(victim), bank.ask(victim)])).sort()).toEqual([200, 429]);
    const codes = Array.from({ length: 50 }, (_, at) => bank.ask(chineseNumber(at), { messageClass: 'TRANSACTIONAL' }));
    expect(new Set(await statusesOf(codes))).toEqual(new Set([200]));
    const probing = { messageClass: 'TRANSACTIONAL', lastVerifiedOn: '2026-11-01' };
    expect((await bank.ask(victim, probing)).status).toBe(429);
  });

  test('the operator sees what is used', async () => {
    const { attacker, operatorCall } = await town({ quotas: { lookupsPerMinute: 5 } });
    await attacker.ask(victim);
    const seen = (await (await operatorCall('GET', '/v1/organisations/attacker/quotas')).json()) as object;
    expect(seen).toMatchObject({ abuseResponse: 'SIGNAL', slowedDown: false });
    expect(seen).toHaveProperty('quotas.0', {
      name: 'lookupsPerMinute',
      max: 5,
      windowSec: 60,
      used: 1,
      resetSec: 60,
      own: true,
    });
  });

  test('the operator sets one, takes it back, and is told what it can be', async () => {
    const { operatorCall, attacker, registry, call } = await town();
    const token = await tokenFor(registry, await setOrganisation(registry, 'operator-2', { role: 'OPERATOR' }));
    const change = async (quotas: object) => {
      const headers = { 'if-match': '*' };
      return call('PATCH', '/v1/organisations/attacker', { token, headers, body: { quotas } });
    };
    expect(await (await change({ lookupsPerMinute: 1, numbersPerDay: 9 })).json()).toMatchObject({
      quotas: { lookupsPerMinute: 1, numbersPerDay: 9 },
    });
    expect((await statusesOf([attacker.ask(victim), attacker.ask(victim)])).sort()).toEqual([200, 429]);
    expect(await (await change({ lookupsPerMinute: null })).json()).toMatchObject({ quotas: { numbersPerDay: 9 } });
    expect((await attacker.ask(victim)).status).toBe(200);
    const refused = await change({ lookupsPerMinute: 0 });
    expect(await refused.json()).toMatchObject({ code: 'INVALID_ARGUMENT', field: 'quotas.lookupsPerMinute' });
    expect((await operatorCall('GET', '/v1/organisations/nobody-1/quotas')).status).toBe(404);
  });
});

describe('enumeration', () => {
  const consecutive = Array.from({ length: 100 }, (_, at) => numberAt(block, at));
  const customers = (from: number) =>
    Array.from({ length: 1_000 }, (_, at) => numberAt(from + Math.floor(at / 500), (at % 500) * 20 + ((at * 13) % 17)));

  test('a walk through single lookups is signalled, and a customer list beside it is not', async () => {
    const { attacker, honest, signals } = await town();
    await honest.batch(customers(block));
    for (const number of consecutive) expect((await attacker.ask(number)).status).toBe(200);
    expect(await signals()).toEqual(['attacker CONSECUTIVE']);
  });

  test('so is one through batches whose rows were thrown together', async () => {
    const { attacker, signals } = await town();
    const thrown = consecutive.map((_, at) => consecutive[(at * 37) % 100] as PhoneNumber);
    await attacker.batch([...customers(block + 40), ...thrown]);
    expect(await signals()).toEqual(['attacker CONSECUTIVE']);
  });

  test('a block taken in small helpings all day long is signalled once', async () => {
    const { attacker, signals, later } = await town();
    for (let helping = 0; helping < 30; helping++) {
      await attacker.batch(Array.from({ length: 90 }, (_, at) => numberAt(block, (at * 30 + helping) * 3 + (at % 2))));
      later(minuteMs);
    }
    expect(await signals()).toContain('attacker COVERAGE');
  });

  test('a carrier may go through its own lines, and not through another’s', async () => {
    const { registry, signals, call } = await town();
    const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
    const token = await tokenFor(registry, carrier);
    const ask = (from: number) => {
      const phoneNumbers = consecutive.map((_, at) => wire(numberAt(from, at)));
      return call('POST', '/v1/lookup/batch', {
        token,
        body: { category: 'FIN_CREDIT', channel: 'VOICE', phoneNumbers },
      });
    };
    await ask(block);
    expect(await signals()).toEqual([]);
    await ask(block + 10_000);
    expect(await signals()).toEqual(['carrier-1 CONSECUTIVE']);
  });

  test('who asks about a canary is signalled, and its answer is like any other', async () => {
    const { attacker, honest, operatorCall, signals } = await town();
    const canary = chineseNumber(77_770_001);
    const planted = await operatorCall('POST', '/v1/canary-numbers', { phoneNumbers: [wire(canary)] });
    expect(planted.status).toBe(201);
    await honest.ask(victim);
    const asked = (await (await attacker.ask(canary)).json()) as { decision: string; reason: string };
    const other = (await (await attacker.ask(chineseNumber(77_770_009))).json()) as typeof asked;
    expect([asked.decision, asked.reason]).toEqual([other.decision, other.reason]);
    expect(await signals()).toEqual(['attacker CANARY']);
    const shown = await (await operatorCall('GET', '/v1/abuse-signals')).text();
    expect(shown).not.toContain('7777');
    expect(await (await operatorCall('GET', '/v1/status')).json()).toMatchObject({ abuseSignalsToday: { CANARY: 1 } });
  });

  test('where the operator wants it so, a walker is slowed down until midnight, and told so', async () => {
    const quotas = { lookupsPerMinute: 1_000 };
    const { attacker, later } = await town({ quotas, abuseResponse: 'SLOW_DOWN' });
    const statuses: number[] = [];
    for (let at = 0; at < 150; at++) statuses.push((await attacker.ask(numberAt(block, at))).status);
    expect(statuses.indexOf(429)).toBe(100);
    later(dayMs);
    expect((await attacker.ask(victim)).status).toBe(200);
  });
});

describe('probing', () => {
  const plannedAt = (hours: number) => ({ plannedAt: formatInstant(startedAt + hours * hourMs) });

  test('three planned times tell little of somebody’s hours; the fourth is refused until the next day', async () => {
    const { attacker, honest, later } = await town();
    const statuses: number[] = [];
    for (const hours of [1, 2, 3, 4, 1, 5]) statuses.push((await attacker.ask(victim, plannedAt(hours))).status);
    expect(statuses).toEqual([200, 200, 200, 429, 200, 429]);
    const refused = await attacker.ask(victim, plannedAt(6));
    expect(await refused.json()).toMatchObject({ code: 'TOO_MANY_REQUESTS', field: 'plannedAt' });
    expect(refused.headers.get('retry-after')).toBe(String(20 * 3_600));
    expect((await attacker.ask(victim)).status).toBe(200);
    expect((await attacker.ask(chineseNumber(5), plannedAt(6))).status).toBe(200);
    expect((await honest.ask(victim, plannedAt(6))).status).toBe(200);
    later(dayMs);
    expect((await attacker.ask(victim, plannedAt(25))).status).toBe(200);
  });

  test('the day on which a number changed hands is not found by asking about every day', async () => {
    const { attacker } = await town();
    const days = Array.from({ length: 9 }, (_, at) => attacker.ask(victim, { lastVerifiedOn: `2026-11-0${at + 1}` }));
    expect((await statusesOf(days)).filter((status) => status === 200)).toHaveLength(3);
  });

  test.for<[string, (at: number) => object]>([
    ['made-up senders', (at) => ({ sender: `X${at}`, lastVerifiedOn: `2026-11-0${at + 1}` })],
    ['other channels', (at) => ({ ...plannedAt(at), channel: at % 2 === 0 ? 'VOICE' : 'SMS' })],
    ['other classes', (at) => ({ ...plannedAt(at), messageClass: at % 2 === 0 ? 'SERVICE' : 'PROMOTIONAL' })],
  ])('%s are no way around', async ([, more]) => {
    const { attacker } = await town();
    const statuses = await statusesOf(Array.from({ length: 8 }, (_, at) => attacker.ask(victim, more(at))));
    expect(statuses.filter((status) => status === 200)).toHaveLength(3);
  });

  test('one time in many spellings is one', async () => {
    const { attacker } = await town();
    const spelt = [
      '2026-11-22T05:00:00Z',
      '2026-11-22T13:00:00+08:00',
      '2026-11-22T05:00:00.000Z',
      '2026-11-22T04:00:00-01:00',
    ];
    expect(await statusesOf(spelt.map((plannedAt) => attacker.ask(victim, { plannedAt })))).toEqual([
      200, 200, 200, 200,
    ]);
  });

  test('in a batch the rows that are probed for are rejected, and the others answered', async () => {
    const { attacker, signals } = await town();
    const other = chineseNumber(9);
    for (const hours of [1, 2, 3]) await attacker.batch([victim], plannedAt(hours));
    const response = await attacker.batch([victim, other], plannedAt(4));
    expect(await response.json()).toMatchObject({
      results: [{ status: 'REJECTED', code: 'TOO_MANY_REQUESTS', field: 'phoneNumbers[0]' }, { status: 'DECIDED' }],
    });
    for (let at = 0; at < 20; at++) await attacker.batch([victim], plannedAt(5 + at));
    expect(await signals()).toEqual(['attacker PROBING']);
  });
});

describe('strangers', () => {
  const form = { 'content-type': 'application/x-www-form-urlencoded' };
  const junkToken = (one: Door, clientAddress: string) =>
    one.call('POST', '/oauth/token', { clientAddress, headers: form, body: 'grant_type=client_credentials' });

  test('a flood of bad token requests closes its own network alone', async () => {
    const one = await town();
    const flood = await statusesOf(Array.from({ length: 130 }, () => junkToken(one, '203.0.113.7')));
    expect(flood.filter((status) => status === 401)).toHaveLength(120);
    expect(flood.filter((status) => status === 429)).toHaveLength(10);
    expect((await junkToken(one, '203.0.113.8')).status).toBe(401);
    one.later(minuteMs);
    expect((await junkToken(one, '203.0.113.7')).status).toBe(401);
  });

  test('a flood of verifications does not stop who shows a token, on the same network', async () => {
    const one = await town();
    const verify = (token?: string) =>
      one.call('POST', '/v1/receipts/verify', {
        clientAddress: '203.0.113.7',
        body: { receipt: 'junk' },
        headers: { 'content-length': '18' },
        ...(token === undefined ? {} : { token }),
      });
    const statuses = await statusesOf(Array.from({ length: 1_201 }, () => verify()));
    expect(statuses.filter((status) => status === 429)).toHaveLength(1);
    expect((await verify('junk')).status).toBe(429);
    const brand = await setOrganisation(one.registry, 'brand-1');
    expect((await verify(await tokenFor(one.registry, brand))).status).toBe(200);
  });
});
