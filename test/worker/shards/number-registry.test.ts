import { beforeEach, describe, expect, test } from 'vitest';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { acknowledgeEverywhere, type TellReplica } from '../../../src/lookup/directory-feed.ts';
import { fanOutShard } from '../../../src/lookup/fan-out-shard.ts';
import { openLookup } from '../../../src/lookup/open-lookup.ts';
import { plantCanaries } from '../../../src/registry/abuse/canary-numbers.ts';
import { readAbuseSignals } from '../../../src/registry/abuse/read-abuse-signals.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { lookUp } from '../../../src/registry/lookups/look-up.ts';
import { lookUpBatch } from '../../../src/registry/lookups/look-up-batch.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import type { Registry } from '../../../src/registry/registry.ts';
import { markKeyCompromised } from '../../../src/registry/signing-keys/mark-key-compromised.ts';
import { rotateSigningKeys } from '../../../src/registry/signing-keys/rotate-signing-keys.ts';
import type { RegistrySettings } from '../../../src/runtime/registry-settings.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { bindingAnswers } from '../../../src/worker/binding-answers.ts';
import { directoryDesk } from '../../../src/worker/shards/directory-desk.ts';
import { type NumberRegistry, openNumberRegistry } from '../../../src/worker/shards/number-registry.ts';
import { tellingCanaries } from '../../../src/worker/shards/told-canaries.ts';
import { MemoryShelf } from '../../lookup/memory-shelf.ts';
import {
  chineseNumber,
  freshStore,
  memoryRegistry,
  operatorAtConsole,
  setOrganisation,
  setSenderIdentity,
  subscriber,
  wire,
} from '../../registry/memory-registry.ts';

const settings: RegistrySettings = {
  ...{
    mode: 'demo',
    shards: undefined,
    policy: 'CN',
    issuer: 'https://dnd.example',
    keySecret: undefined,
    pepper: undefined,
  },
  ...{ blockCacheMb: 8, answerCacheMb: 8, logLevel: 'silent' },
};
const silent = { info() {}, warn() {}, error() {} };
const shards = 3;
/** One of each place, and some more. */
const numbers = Array.from({ length: 40 }, (_, at) => chineseNumber(at * 10_000 + 7));

/** A directory and three objects of numbers, each of which answers; what they say to each other comes at once. */
async function spread() {
  const memory = await memoryRegistry();
  const { store, pepper, now } = memory.registry;
  const stores = Array.from({ length: shards }, freshStore);
  const own = stores.map((one, place) => openLookup(one, { logId: `log-${place + 1}` }));
  const shard = fanOutShard(
    own.map((one) => one.shard),
    { limitMs: 1_000 },
  );
  const directory: Registry = { ...memory.registry, shard };
  const desk = directoryDesk(store, pepper, now);
  const objects: NumberRegistry[] = [];
  for (const [place, lookup] of own.entries()) {
    const parts = {
      settings,
      store: stores[place] as (typeof stores)[0],
      own: lookup,
      shard,
      logId: 'log',
      name: `log-${place + 1}`,
      desk,
      sha256,
      now,
    };
    objects.push(await openNumberRegistry({ ...parts, shelf: new MemoryShelf() }));
  }
  const link: { isCut: boolean } = { isCut: false };
  const everywhere = acknowledgeEverywhere(
    store,
    objects.map((object) => (news) => (link.isCut ? Promise.reject(new Error('cut')) : object.hear(news))),
    { limitMs: 60_000 },
  );
  const asker = await setOrganisation(directory, 'caller', { role: 'CALL_CENTRE' });
  await setOrganisation(directory, 'brand-1');
  await setSenderIdentity(directory, 'S', { agents: [{ organisationId: 'caller', from: 0 }] });
  return { ...memory, directory, objects, asker, link, everywhere };
}

const terms = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'S' };

async function ask(registry: Registry, asker: OrganisationActor, number: PhoneNumber) {
  return JSON.parse(await lookUp(registry, asker, { phoneNumber: wire(number), ...terms })) as Record<string, unknown>;
}

async function turn(objects: readonly NumberRegistry[]): Promise<void> {
  for (const object of objects) for (const { run } of object.chores(silent)) await run();
}

describe('an object of numbers that answers by itself', () => {
  let here: Awaited<ReturnType<typeof spread>>;
  beforeEach(async () => {
    here = await spread();
  });
  const first = () => (here.objects[0] as NumberRegistry).registry;

  test('answers as the directory does, about the numbers of all objects, with receipts that verify everywhere', async () => {
    const { directory, objects, asker } = here;
    for (const number of numbers.slice(0, 12)) {
      const { receipt: _own, ...expected } = await ask(directory, asker, number);
      for (const { registry } of objects) {
        const { receipt, ...answer } = await ask(registry, asker, number);
        expect(answer).toEqual(expected);
        const verified = await directory.receipts.verify('dnd-receipt+jwt', String(receipt), here.clock.at);
        expect(verified.outcome).toBe('VALID');
      }
    }
    const batch = await lookUpBatch(first(), asker, {
      ...{ ...terms, phoneNumbers: numbers.map(wire), fieldOf: (index: number) => `phoneNumbers[${index}]` },
    });
    const { summary, asOf } = JSON.parse(new TextDecoder().decode(batch));
    expect(summary).toMatchObject({ rejected: 0, unavailable: 0 });
    expect(asOf.position).toMatch(/^log-1:\d+,log-2:\d+,log-3:\d+$/);
  });

  test('a suspension and a choice made at the directory bind its next answer', async () => {
    const { directory, objects, asker } = here;
    const number = numbers[5] as PhoneNumber;
    for (const { registry } of objects) await ask(registry, asker, number);
    await setPreferences(directory, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
    for (const { registry } of objects) expect(await ask(registry, asker, number)).toMatchObject({ decision: 'BLOCK' });
    await setSenderIdentity(directory, 'S', { status: 'SUSPENDED', agents: [{ organisationId: 'caller', from: 0 }] });
    for (const { registry } of objects) {
      expect(await ask(registry, asker, numbers[6] as PhoneNumber)).toMatchObject({ reason: 'SENDER_SUSPENDED' });
    }
  });

  test('it signs with the ring as it is: after a rotation, and after a key was marked as compromised', async () => {
    const { directory, asker } = here;
    const kidOf = async (number: PhoneNumber) => {
      const { receipt } = await ask(first(), asker, number);
      return JSON.parse(atob(String(receipt).split('.')[0] ?? '')).kid as string;
    };
    const current = () => directory.directory.signingKeys()?.document.keys.find(({ status }) => status === 'CURRENT');
    const before = await kidOf(numbers[0] as PhoneNumber);
    await rotateSigningKeys(directory, operatorAtConsole, { force: true });
    expect(await kidOf(numbers[1] as PhoneNumber)).toBe(current()?.kid);
    await markKeyCompromised(directory, operatorAtConsole, { kid: current()?.kid ?? '' });
    const after = await kidOf(numbers[2] as PhoneNumber);
    expect(after).toBe(current()?.kid);
    expect(after).not.toBe(before);
  });

  test('rotations that it could not be told of are made up for, with the key that signs now', async () => {
    const { directory, asker, link } = here;
    await ask(first(), asker, numbers[0] as PhoneNumber);
    link.isCut = true;
    // The next key rests here already: the second rotation brings in one that does not.
    for (let rotation = 0; rotation < 2; rotation++) {
      const untold = rotateSigningKeys(directory, operatorAtConsole, { force: true });
      await expect(untold).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    }
    await here.objects[0]?.catchUp();
    expect(await ask(first(), asker, numbers[1] as PhoneNumber)).toHaveProperty('receipt');
  });

  test('a key that was marked as compromised, but not everywhere, is so when the second try is acknowledged', async () => {
    const { directory, asker, link, everywhere, clock } = here;
    const { receipt } = await ask(first(), asker, numbers[0] as PhoneNumber);
    const kid = JSON.parse(atob(String(receipt).split('.')[0] ?? '')).kid as string;
    const outcome = async () => (await first().receipts.verify('dnd-receipt+jwt', String(receipt), clock.at)).outcome;
    const marked = async () => {
      await markKeyCompromised(directory, operatorAtConsole, { kid });
      return new Response(null, { status: 204 });
    };
    const request = () => new Request('https://dnd.example/v1/signing-keys/mark-compromised', { method: 'POST' });
    const tryAgain = () => bindingAnswers(marked, everywhere)(request());
    link.isCut = true;
    await expect(tryAgain()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(tryAgain()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect([everywhere.isBehind(), await outcome()]).toEqual([true, 'VALID']);
    link.isCut = false;
    expect((await tryAgain()).status).toBe(204);
    expect([everywhere.isBehind(), await outcome()]).toEqual([false, 'KEY_COMPROMISED']);
  });

  test('a quota that is used at one object is used at all of them, once they have told each other', async () => {
    const { directory, objects, asker } = here;
    await setOrganisation(directory, 'caller', { role: 'CALL_CENTRE', quotas: { lookupsPerMinute: 5 } });
    for (const number of numbers.slice(0, 5)) await ask(first(), asker, number);
    await turn(objects);
    await turn(objects);
    const refused = ask((objects[2] as NumberRegistry).registry, asker, numbers[9] as PhoneNumber);
    await expect(refused).rejects.toMatchObject({ code: 'QUOTA_EXCEEDED' });
  });

  test('a canary that was planted a moment ago is seen with the next lookup, and the operator hears of it', async () => {
    const { directory, objects, asker } = here;
    const tells = objects.map(
      (object): TellReplica =>
        (news) =>
          object.hear(news),
    );
    const telling = tellingCanaries(directory, tells, 1_000);
    const number = numbers[7] as PhoneNumber;
    await plantCanaries(telling, operatorAtConsole, { phoneNumbers: [wire(number)] });
    await ask(first(), asker, number);
    await turn(objects);
    const signals = await readAbuseSignals(directory, operatorAtConsole, { limit: 10 });
    expect(signals.map(({ kind, organisationId }) => [kind, organisationId])).toEqual([['CANARY', 'caller']]);
  });

  test('what it answered is counted at the directory', async () => {
    const { directory, objects, asker } = here;
    for (const { registry } of objects) await ask(registry, asker, numbers[3] as PhoneNumber);
    await turn(objects);
    const counted = directory.store.counts('ENQUIRY/', 10);
    expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(3);
  });
});
