import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { compactVerify, createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { noPreferences, type Preferences, refuseAll } from '../../../src/core/preferences.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import {
  chineseNumber,
  setOrganisation,
  setSenderIdentity,
  startedAt,
  subscriber,
  tokenFor,
  wire,
} from '../../registry/memory-registry.ts';
import { type Door, door } from '../door.ts';

const enquiry = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'S' };

interface SenderDoor extends Door {
  ask(path: string, body: unknown): Promise<{ readonly status: number; readonly text: string }>;
  choose(index: number, preferences: Partial<Preferences>): Promise<void>;
}

/** A call centre with an authorised identity, before the application. */
async function senderDoor(over?: (registry: Registry) => Registry): Promise<SenderDoor> {
  const opened = await door({}, over);
  const { registry } = opened;
  const caller = await setOrganisation(registry, 'caller', { role: 'CALL_CENTRE' });
  await setOrganisation(registry, 'brand-1');
  await setSenderIdentity(registry, 'S', { agents: [{ organisationId: 'caller', from: 0 }] });
  const token = await tokenFor(registry, caller);
  return {
    ...opened,
    async ask(path, body) {
      const response = await opened.call('POST', path, { body, token });
      return { status: response.status, text: await response.text() };
    },
    async choose(index, preferences) {
      const actor = subscriber(chineseNumber(index));
      await setPreferences(registry, actor, { ifMatch: '*', replace: { ...noPreferences, ...preferences } });
    },
  };
}

async function jwksOf({ call }: Door): Promise<ReturnType<typeof createLocalJWKSet>> {
  return createLocalJWKSet((await (await call('GET', '/.well-known/jwks.json')).json()) as JSONWebKeySet);
}

async function payloadOf(door: Door, receipt: string): Promise<Record<string, unknown>> {
  const { payload, protectedHeader } = await compactVerify(receipt, await jwksOf(door), { algorithms: ['ES256'] });
  expect(protectedHeader['typ']).toBe('dnd-receipt+jwt');
  return JSON.parse(new TextDecoder().decode(payload)) as Record<string, unknown>;
}

describe('one lookup', () => {
  test('tells decision and reason, and a stock JOSE library finds the same in its receipt', async () => {
    const door = await senderDoor();
    await door.choose(1, { categories: { FIN_CREDIT: 'REFUSE' } });
    const { status, text } = await door.ask('/v1/lookup', { ...enquiry, phoneNumber: wire(chineseNumber(1)) });
    const answer = JSON.parse(text) as Record<string, string>;
    expect(status).toBe(200);
    expect(answer).toMatchObject({ decision: 'BLOCK', reason: 'CATEGORY_REFUSED', policy: door.registry.policy.id });
    expect(await payloadOf(door, answer['receipt'] as string)).toMatchObject({
      aud: 'caller',
      brand: 'brand-1',
      enquiry: { ...enquiry, phoneNumber: wire(chineseNumber(1)), messageClass: 'PROMOTIONAL' },
      decision: { decision: 'BLOCK', reason: 'CATEGORY_REFUSED', validUntil: answer['validUntil'] },
    });
  });

  test('is answered again from the cache, and anew after any change of the number', async () => {
    const door = await senderDoor();
    const ask = () => door.ask('/v1/lookup', { ...enquiry, phoneNumber: wire(chineseNumber(1)) });
    const first = await ask();
    expect(await ask()).toEqual(first);
    await door.choose(1, { channels: { VOICE: 'REFUSE' } });
    expect(JSON.parse((await ask()).text)).toMatchObject({ decision: 'BLOCK', reason: 'CHANNEL_REFUSED' });
    await door.choose(1, {});
    expect(JSON.parse((await ask()).text)).toMatchObject({ decision: 'ALLOW', reason: 'DEFAULT' });
  });

  test('about a planned time is answered again from the cache from the second time on', async () => {
    const door = await senderDoor();
    const plannedAt = new Date(startedAt + 3_600_000).toISOString();
    const ask = () => door.ask('/v1/lookup', { ...enquiry, plannedAt, phoneNumber: wire(chineseNumber(1)) });
    const [first, second, third] = [await ask(), await ask(), await ask()];
    expect(second).not.toEqual(first);
    expect(third).toEqual(second);
  });

  test('gives a reference back and keeps it out of the receipt, cached or not', async () => {
    const door = await senderDoor();
    for (const reference of ['first "row"', 'second 行']) {
      const { text } = await door.ask('/v1/lookup', { ...enquiry, phoneNumber: wire(chineseNumber(1)), reference });
      const answer = JSON.parse(text) as Record<string, string>;
      expect(answer['reference']).toBe(reference);
      expect(JSON.stringify(await payloadOf(door, answer['receipt'] as string))).not.toContain('row');
    }
  });

  test.each([
    [{ phoneNumber: '+14155550100' }, 422, 'SERVICE_NOT_APPLICABLE', 'phoneNumber'],
    [{ category: 'NO_SUCH' }, 400, 'INVALID_ARGUMENT', 'category'],
    [{ channel: 'FAX' }, 400, 'INVALID_ARGUMENT', 'channel'],
    [{ plannedAt: '2028-11-22T04:00:00Z' }, 400, 'OUT_OF_RANGE', 'plannedAt'],
    [{ lastVerifiedOn: '2027-11-22' }, 400, 'OUT_OF_RANGE', 'lastVerifiedOn'],
    [{ messageClass: 'GOVERNMENT' }, 403, 'PERMISSION_DENIED', 'messageClass'],
    [{ unknown: 1 }, 400, 'INVALID_ARGUMENT', 'unknown'],
  ])('%j is refused with %i %s, naming %s', async (words, status, code, field) => {
    const door = await senderDoor();
    const answer = await door.ask('/v1/lookup', { ...enquiry, phoneNumber: wire(chineseNumber(1)), ...words });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ code, field });
  });
});

interface BatchAnswer {
  readonly results: readonly Record<string, string>[];
  readonly summary: Readonly<Record<string, number>>;
  readonly receipt: string;
}

describe('a batch', () => {
  test('answers every row, rejects the bad ones by name, and its receipt holds the digest of its very bytes', async () => {
    const door = await senderDoor();
    await door.choose(1, refuseAll);
    const phoneNumbers = [wire(chineseNumber(1)), 'not one', wire(chineseNumber(2)), 7, '+14155550100', null];
    const { status, text } = await door.ask('/v1/lookup/batch', { ...enquiry, phoneNumbers });
    const answer = JSON.parse(text) as BatchAnswer;
    expect(status).toBe(200);
    expect(answer.results.map(({ status: row, reason, code, field }) => [row, reason ?? code, field])).toEqual([
      ['DECIDED', 'REFUSED', undefined],
      ['REJECTED', 'INVALID_ARGUMENT', 'phoneNumbers[1]'],
      ['DECIDED', 'DEFAULT', undefined],
      ['REJECTED', 'INVALID_ARGUMENT', 'phoneNumbers[3]'],
      ['REJECTED', 'SERVICE_NOT_APPLICABLE', 'phoneNumbers[4]'],
      ['REJECTED', 'INVALID_ARGUMENT', 'phoneNumbers[5]'],
    ]);
    const counts = { count: 6, allowed: 1, blocked: 1, rejected: 4, unavailable: 0 };
    expect(answer.summary).toEqual(counts);
    const rows = text.slice(text.indexOf('['), text.indexOf('],"summary"') + 1);
    const digest = createHash('sha256').update(rows, 'utf8').digest('base64url');
    expect(JSON.parse(rows)).toEqual(answer.results);
    expect(await payloadOf(door, answer.receipt)).toMatchObject({ rows: { ...counts, digest } });
  });

  test('of items gives each its reference back', async () => {
    const door = await senderDoor();
    const items = [
      { phoneNumber: wire(chineseNumber(1)), reference: '甲 "1"' },
      { phoneNumber: wire(chineseNumber(2)) },
      { phoneNumber: 'x', reference: 'c' },
    ];
    const { text } = await door.ask('/v1/lookup/batch', { ...enquiry, items });
    const { results } = JSON.parse(text) as BatchAnswer;
    expect(results.map(({ reference }) => reference)).toEqual(['甲 "1"', undefined, 'c']);
    expect(results[2]).toMatchObject({ field: 'items[2].phoneNumber' });
  });

  test('says of each number what a lookup says of it alone', async () => {
    const choices: Partial<Preferences>[] = [
      {},
      refuseAll,
      { categories: { FIN_CREDIT: 'REFUSE' } },
      { channels: { VOICE: 'REFUSE' }, refusedDayTypes: ['SUN'] },
      { refusedDayTypes: ['SUN'] },
    ];
    const rows = fc.array(fc.record({ number: fc.nat(40), choice: fc.nat(choices.length - 1) }), {
      minLength: 1,
      maxLength: 25,
    });
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom('VOICE', 'SMS'), async (chosen, channel) => {
        const door = await senderDoor();
        for (const { number, choice } of chosen) await door.choose(number, choices[choice] ?? {});
        const phoneNumbers = chosen.map(({ number }) => wire(chineseNumber(number)));
        const { text } = await door.ask('/v1/lookup/batch', { ...enquiry, channel, phoneNumbers });
        for (const { status, ...row } of (JSON.parse(text) as BatchAnswer).results) {
          const alone = await door.ask('/v1/lookup', { ...enquiry, channel, phoneNumber: row['phoneNumber'] });
          expect(status).toBe('DECIDED');
          expect(JSON.parse(alone.text)).toMatchObject(row);
        }
      }),
      { numRuns: 20 },
    );
  });

  test('of 10,000 is answered whole; of 10,001 it is refused with the limit', async () => {
    const door = await senderDoor();
    const phoneNumbers = Array.from({ length: 10_001 }, (_, index) => wire(chineseNumber(index)));
    const refused = await door.ask('/v1/lookup/batch', { ...enquiry, phoneNumbers });
    expect(JSON.parse(refused.text)).toMatchObject({ field: 'phoneNumbers', limit: 'at most 10000 items' });
    const { text } = await door.ask('/v1/lookup/batch', { ...enquiry, phoneNumbers: phoneNumbers.slice(1) });
    const { results } = JSON.parse(text) as BatchAnswer;
    expect(results.map(({ phoneNumber }) => phoneNumber)).toEqual(phoneNumbers.slice(1));
  });

  test('has UNAVAILABLE rows where the numbers cannot be looked at, never ALLOW', async () => {
    const door = await senderDoor((registry) => ({
      ...registry,
      shard: {
        ...registry.shard,
        standings() {
          throw new Fault('UNAVAILABLE', 'the shard is away');
        },
      },
    }));
    const phoneNumbers = [wire(chineseNumber(1)), 'bad'];
    const { text } = await door.ask('/v1/lookup/batch', { ...enquiry, phoneNumbers });
    const { results, summary } = JSON.parse(text) as BatchAnswer;
    expect(results.map(({ status }) => status)).toEqual(['UNAVAILABLE', 'REJECTED']);
    expect(summary).toMatchObject({ allowed: 0, unavailable: 1, rejected: 1 });
  });
});
