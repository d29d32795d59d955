import { expect, test } from 'vitest';
import { lookUp } from '../../../src/registry/lookups/look-up.ts';
import { lookUpBatch } from '../../../src/registry/lookups/look-up-batch.ts';
import { counted } from '../counted.ts';
import { chineseNumber, setOrganisation, setSenderIdentity, wire } from '../memory-registry.ts';
import { scrubRegistry } from '../scrubs/scrub-registry.ts';
import { callTerms, scrubbed } from '../scrubs/scrubbed.ts';

test('every number asked about is counted by what was answered, from the cache too, whatever the call', async () => {
  const { registry, caller } = await scrubRegistry();
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['8613'] });
  await setSenderIdentity(registry, 'OWN', { brand: 'carrier-1' });
  const [refusing, free] = [wire(chineseNumber(1)), wire(chineseNumber(9))];
  const question = { ...callTerms, messageClass: 'PROMOTIONAL' } as const;
  for (const phoneNumber of [free, free, refusing]) await lookUp(registry, caller, { ...question, phoneNumber });
  // To a carrier that serves the number the answer says more than figures may.
  await lookUp(registry, carrier, { category: 'FIN_CREDIT', channel: 'SMS', sender: 'OWN', phoneNumber: refusing });
  const phoneNumbers = [free, refusing, 'nonsense'];
  await lookUpBatch(registry, caller, { ...question, phoneNumbers, fieldOf: (at) => `phoneNumbers[${at}]` });
  await scrubbed(registry, caller, `${free.slice(3)}\n${refusing.slice(3)}\nnonsense\n`);
  const day = '2026-11-22/';
  expect(await counted(registry, `ENQUIRY/${day}`)).toEqual({
    'LOOKUP/CALL_CENTRE/FIN_CREDIT/VOICE/ALLOW/DEFAULT': 2,
    'LOOKUP/CALL_CENTRE/FIN_CREDIT/VOICE/BLOCK/REFUSED': 1,
    'LOOKUP/CARRIER/FIN_CREDIT/SMS/BLOCK/REFUSED': 1,
    'BATCH/CALL_CENTRE/FIN_CREDIT/VOICE/ALLOW/DEFAULT': 1,
    'BATCH/CALL_CENTRE/FIN_CREDIT/VOICE/BLOCK/REFUSED': 1,
    'BATCH/CALL_CENTRE/FIN_CREDIT/VOICE/REJECTED': 1,
    'SCRUB/CALL_CENTRE/FIN_CREDIT/VOICE/ALLOW/DEFAULT': 1,
    'SCRUB/CALL_CENTRE/FIN_CREDIT/VOICE/BLOCK/REFUSED': 1,
    'SCRUB/CALL_CENTRE/FIN_CREDIT/VOICE/REJECTED': 1,
  });
  expect(await counted(registry, `LOOKUP/${day}carrier-1/`)).toEqual({ 'FIN_CREDIT/SMS/BLOCK/ALL_REFUSED': 1 });
  expect(await counted(registry, `LOOKUP/${day}caller/`)).toEqual({
    'FIN_CREDIT/VOICE/ALLOW/DEFAULT': 3,
    'FIN_CREDIT/VOICE/BLOCK/REFUSED': 3,
    'FIN_CREDIT/VOICE/REJECTED': 2,
    'FIN_CREDIT/VOICE/REUSED': 1,
  });
});
