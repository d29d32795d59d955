import { expect, test } from 'vitest';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { usPolicy } from '../../../src/core/policies/us.ts';
import type { NumberStanding } from '../../../src/lookup/shard.ts';
import { DecisionsByState } from '../../../src/registry/lookups/decisions-by-state.ts';
import { enquiryTerms } from '../../../src/registry/lookups/enquiry-terms.ts';
import { lookUp } from '../../../src/registry/lookups/look-up.ts';
import { lookUpBatch } from '../../../src/registry/lookups/look-up-batch.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import {
  chineseNumber,
  type MemoryRegistryOptions,
  memoryRegistry,
  setOrganisation,
  setSenderIdentity,
  subscriber,
  wire,
} from '../memory-registry.ts';

const words = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'S' };

async function carriersRegistry(options: MemoryRegistryOptions = {}) {
  const { registry } = await memoryRegistry(options);
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  await setOrganisation(registry, 'brand-1');
  await setSenderIdentity(registry, 'S', { agents: [{ organisationId: 'carrier-1', from: 0 }] });
  return { registry, carrier };
}

async function reasonsOf(
  { registry, carrier }: Awaited<ReturnType<typeof carriersRegistry>>,
  numbers: readonly PhoneNumber[],
  more = {},
) {
  const question = { ...words, ...more, phoneNumbers: numbers.map(wire), fieldOf: String };
  const text = new TextDecoder().decode(await lookUpBatch(registry, carrier, question));
  return (JSON.parse(text) as { results: { reason: string; nextPermittedAt?: string }[] }).results;
}

test.for([
  ['first', [1, 0]],
  ['last', [0, 1]],
] as const)('a carrier reads the private reason of its own number alone, asked about %s', async ([, order]) => {
  const made = await carriersRegistry();
  const foreign = 8613900000001 as PhoneNumber;
  const both = [foreign, chineseNumber(1)];
  for (const number of both) {
    await setPreferences(made.registry, subscriber(number), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  }
  const asked = order.map((at) => both[at] as PhoneNumber);
  const expected = order.map((at) => (at === 0 ? 'REFUSED' : 'ALL_REFUSED'));
  expect((await reasonsOf(made, asked)).map(({ reason }) => reason)).toEqual(expected);
});

test('numbers of one state in several zones are decided each in its own, in whatever order they stand', async () => {
  const made = await carriersRegistry({ policy: usPolicy });
  const [newYork, losAngeles] = [12125550100, 12135550100] as PhoneNumber[] as [PhoneNumber, PhoneNumber];
  const numbers = [newYork, losAngeles, newYork, losAngeles, losAngeles, newYork];
  // Half past eight in New York, half past five in Los Angeles: quiet hours end at eight.
  const us = { category: usPolicy.categories[0]?.id ?? '', channel: 'VOICE', plannedAt: '2026-11-23T13:30:00Z' };
  const batch = await reasonsOf(made, numbers, us);
  const singly = await Promise.all(
    numbers.map(async (number) => {
      const answer = await lookUp(made.registry, made.carrier, { ...words, ...us, phoneNumber: wire(number) });
      return JSON.parse(answer) as { reason: string; nextPermittedAt?: string };
    }),
  );
  expect(batch.map(({ reason, nextPermittedAt }) => [reason, nextPermittedAt])).toEqual(
    singly.map(({ reason, nextPermittedAt }) => [reason, nextPermittedAt]),
  );
  expect(new Set(batch.map(({ reason }) => reason)).size).toBe(2);
});

test('a decision is made once for its state, and anew when all are forgotten', async () => {
  const { registry, carrier } = await carriersRegistry();
  const [number, other] = [chineseNumber(1), chineseNumber(2)];
  const { standings } = await registry.shard.standings([number]);
  const [standing] = standings as [NumberStanding];
  let made = 0;
  const terms = registry.atOneMoment(() => enquiryTerms(registry, carrier, words));
  const decisions = new DecisionsByState(registry, carrier, terms, () => ++made);
  expect([decisions.kept(number, standing.stateId), decisions.of(number, standing)]).toEqual([undefined, 1]);
  expect([decisions.kept(other, standing.stateId), decisions.of(other, standing)]).toEqual([1, 1]);
  decisions.forget();
  expect([decisions.kept(number, standing.stateId), decisions.of(number, standing)]).toEqual([undefined, 2]);
});
