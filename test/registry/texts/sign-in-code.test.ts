import { expect, test } from 'vitest';
import { formatPhoneNumber, type PhoneNumber } from '../../../src/core/phone-number.ts';
import { policies } from '../../../src/core/policies/policies.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { parseOwnNumberText } from '../../../src/core/texts/own-number-text.ts';
import { hourMs, secondMs } from '../../../src/core/time.ts';
import { readAbuseSignals } from '../../../src/registry/abuse/read-abuse-signals.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { codeLimits } from '../../../src/registry/access/code-limits.ts';
import { openSession } from '../../../src/registry/access/open-session.ts';
import { requestCode } from '../../../src/registry/access/request-code.ts';
import { receiveText } from '../../../src/registry/texts/receive-text.ts';
import {
  chineseNumber,
  lastCode,
  memoryRegistry,
  operatorAtConsole,
  setOrganisation,
  wire,
} from '../memory-registry.ts';

const number = chineseNumber();

async function lines() {
  const memory = await memoryRegistry();
  const { registry } = memory;
  const carrier = await setOrganisation(registry, 'carrier-1', { role: 'CARRIER', numberRanges: ['86138'] });
  const stranger = await setOrganisation(registry, 'carrier-2', { role: 'CARRIER', numberRanges: ['86139'] });
  let sent = 0;
  const text = (via: OrganisationActor, words = 'CODE', from: PhoneNumber = number, networkTime?: number) =>
    receiveText(registry, via, {
      ...{ from: formatPhoneNumber(from), to: '10086', text: words, messageId: `m-${++sent}`, networkTime },
    });
  return { ...memory, carrier, stranger, text };
}

test('who asks from the line itself gets a code that opens a session, though strangers used up the number’s', async () => {
  const { registry, outbox, text, carrier, clock } = await lines();
  for (let at = 0; at < codeLimits.numberDay.max; at++) {
    await requestCode(registry, { phoneNumber: wire(number), clientAddress: `192.0.2.${at}` });
    clock.at += 2 * hourMs;
  }
  const asked = requestCode(registry, { phoneNumber: wire(number), clientAddress: '203.0.113.1' });
  await expect(asked).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  expect(await text(carrier)).toMatchObject({ understoodAs: 'SIGN_IN', outcome: 'ANSWERED' });
  expect(outbox.at(-1)).toMatchObject({
    to: number,
    expiresAt: clock.at + registry.policy.clocks.codeLifetimeSec * 1_000,
  });
  await openSession(registry, { phoneNumber: wire(number), code: lastCode(outbox), clientAddress: '203.0.113.1' });
});

test('a text over a link that does not serve the number is a request like any other', async () => {
  const { registry, outbox, text, stranger } = await lines();
  for (let at = 0; at < 1_000; at++) await text(stranger, 'CODE', chineseNumber(at * 10_000));
  expect(outbox).toHaveLength(codeLimits.link.max);
  await registry.abuse.sync();
  const signals = await readAbuseSignals(registry, operatorAtConsole, { limit: 10 });
  expect(signals).toMatchObject([{ kind: 'CODE_FLOOD_ADDRESS', organisationId: 'carrier-2', measure: 700 }]);
  expect((await text(stranger, 'CODE', chineseNumber(-1))).outcome).toBe('TURNED_DOWN');
});

test('a text that was long under way gets none', async () => {
  const { registry, outbox, text, carrier, clock } = await lines();
  const late = clock.at - (registry.policy.texts.clocks.lateAfterSec + 1) * secondMs;
  expect(await text(carrier, 'CODE', number, late)).toMatchObject({ outcome: 'TURNED_DOWN' });
  expect(lastCode(outbox)).toBe('');
});

const languages = Object.values(policies).flatMap((policy) =>
  policy.languages.map((language) => ({ policy, language })),
);

test.for(languages)('in $language of $policy.id there is a word for it, which CODE is too', ({ policy, language }) => {
  const parsed = (word: string): unknown => parseOwnNumberText(policy as Policy, word).intent;
  const words = policy.texts.verbs.filter((row) => row.does === 'SIGN_IN' && row.language === language);
  expect(words).not.toEqual([]);
  for (const word of [...words.flatMap((row) => row.words), 'code']) expect(parsed(word)).toEqual({ kind: 'SIGN_IN' });
  expect(parsed('CODE 123456')).toMatchObject({ kind: 'UNKNOWN' });
});
