import { expect, test } from 'vitest';
import type { PhoneNumber } from '../../src/core/phone-number.ts';
import { signingKeyLifetimeMs } from '../../src/receipts/key-ring.ts';
import { releaseDue, rotateWhenDue, tellOfAbuse } from '../../src/runtime/chores.ts';
import { chineseNumber, freshStore, memoryRegistry, startedAt } from '../registry/memory-registry.ts';

test('of several processes that find the rotation due at once, one does it and none complains', async () => {
  const store = freshStore();
  const clock = { at: startedAt };
  const registries = [];
  for (let process = 0; process < 3; process++) {
    registries.push((await memoryRegistry({ store, clock })).registry);
  }
  const said: string[] = [];
  const say = (_facts: object, message: string) => void said.push(message);
  const log = { info: say, warn: say, error: say };
  clock.at += signingKeyLifetimeMs;
  await Promise.all(registries.map((registry) => rotateWhenDue(registry, log)));
  expect(said).toEqual(['the signing keys were rotated']);
  const statuses = registries.map(({ directory }) => directory.signingKeys()?.document.keys.map((key) => key.status));
  expect(statuses).toEqual(Array.from({ length: 3 }, () => ['RETIRED', 'CURRENT', 'NEXT']));
  expect(store.shortRecords('SIGNING_SECRET', clock.at, 10)).toHaveLength(2);
});

test('figures are released when their month is over, by one process, and the operator is told', async () => {
  const store = freshStore();
  const clock = { at: startedAt };
  const { registry } = await memoryRegistry({ store, clock });
  const { registry: other } = await memoryRegistry({ store, clock });
  const said: object[] = [];
  const silent = () => expect.fail('nothing to complain of');
  const log = { info: (facts: object) => void said.push(facts), warn: silent, error: silent };
  const all = () => Promise.all([registry, other].map((one) => releaseDue(one, log)));
  await all();
  expect(said).toEqual([]);
  clock.at = Date.UTC(2026, 11, 31, 17);
  await all();
  expect(said).toEqual([{ period: '2026-11' }, { period: '2026-12' }]);
});

test('the operator is told once of what an organisation does all day, without a number', async () => {
  const store = freshStore();
  const clock = { at: startedAt };
  const said: object[] = [];
  const silent = () => expect.fail('only warnings are expected');
  const log = { info: silent, error: silent, warn: (facts: object) => void said.push(facts) };
  for (let process = 0; process < 2; process++) {
    const { registry } = await memoryRegistry({ store, clock });
    for (let line = 0; line < 300; line++) {
      registry.abuse.watch('caller', clock.at).saw((chineseNumber() + line) as PhoneNumber, false);
      if (line % 100 === 0) await tellOfAbuse(registry, log);
    }
    await tellOfAbuse(registry, log);
  }
  expect(said).toEqual([
    expect.objectContaining({ organisationId: 'caller', kind: 'CONSECUTIVE', block: '+8613800******' }),
  ]);
});
