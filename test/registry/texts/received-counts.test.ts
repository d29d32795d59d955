import { expect, test } from 'vitest';
import { parseTextKey } from '../../../src/core/statistics/use-keys.ts';
import { readTextQueue } from '../../../src/registry/texts/outgoing/read-text-queue.ts';
import { receiveText } from '../../../src/registry/texts/receive-text.ts';
import { counted } from '../counted.ts';
import {
  chineseNumber,
  memoryRegistry,
  operatorAtConsole,
  setOrganisation,
  setSenderIdentity,
  wire,
} from '../memory-registry.ts';

test('each text that comes in is counted once, by what the grammar made of it', async () => {
  const { registry } = await memoryRegistry();
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  await setOrganisation(registry, 'brand-1');
  await setSenderIdentity(registry, '10690001');
  const receive = (to: string, text: string, messageId: string) =>
    receiveText(registry, carrier, { from: wire(chineseNumber()), to, text, messageId });
  await receive('10086', 'KTFSR', 'm-1');
  await receive('10086', 'KTFSR', 'm-1');
  await receive('10086', 'KTFSR', 'm-2');
  await receive('10086', 'STATUS', 'm-3');
  await receive('10086', 'what is this', 'm-4');
  await receive('10690001', 'TD', 'm-5');
  await receive('10690001', 'who are you', 'm-6');
  const told = { UNDERSTOOD: 2, REPEATED: 2, NOT_UNDERSTOOD: 2, REPLY_UNDERSTOOD: 1 };
  expect(await counted(registry, 'TEXT/2026-11-22/IN/')).toEqual(told);
  expect(await readTextQueue(registry, operatorAtConsole)).toMatchObject({ receivedToday: told, outcomesToday: {} });
  for (const [outcome] of Object.entries(told)) {
    expect(parseTextKey(`TEXT/2026-11-22/IN/${outcome}`)).toEqual({ day: '2026-11-22', outcome });
  }
});
