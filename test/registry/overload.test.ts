import { expect, test } from 'vitest';
import type { MessageClass } from '../../src/core/policy.ts';
import { lookUp } from '../../src/registry/lookups/look-up.ts';
import { lookUpBatch } from '../../src/registry/lookups/look-up-batch.ts';
import { chineseNumber, memoryRegistry, setOrganisation, wire } from './memory-registry.ts';

const words = { category: 'FIN_CREDIT', channel: 'SMS' };

async function asking(shed: readonly MessageClass[]) {
  const memory = await memoryRegistry();
  const registry = { ...memory.registry, overload: { sheds: (name: MessageClass) => shed.includes(name) } };
  const asker = await setOrganisation(registry, 'brand-1', { admittedClasses: ['TRANSACTIONAL', 'GOVERNMENT'] });
  const phoneNumber = wire(chineseNumber());
  return {
    single: async (messageClass?: MessageClass) => lookUp(registry, asker, { ...words, phoneNumber, messageClass }),
    batch: (messageClass?: MessageClass) => {
      const question = { ...words, messageClass, phoneNumbers: [phoneNumber], fieldOf: String };
      return lookUpBatch(registry, asker, question);
    },
  };
}

test.for(['single', 'batch'] as const)(
  'a %s lookup of a class that is shed is refused with a time to come back; others are answered',
  async (form) => {
    const ask = (await asking(['PROMOTIONAL', 'SERVICE']))[form];
    for (const messageClass of [undefined, 'PROMOTIONAL', 'SERVICE'] as const) {
      await expect(ask(messageClass)).rejects.toMatchObject({ code: 'UNAVAILABLE', retryAfterSec: 2 });
    }
    for (const messageClass of ['TRANSACTIONAL', 'GOVERNMENT'] as const) {
      expect(await ask(messageClass)).toBeDefined();
    }
  },
);

test('nothing is refused where nothing is shed', async () => {
  const { single, batch } = await asking([]);
  expect(await single()).toContain('"decision"');
  expect(await batch()).toBeDefined();
});
