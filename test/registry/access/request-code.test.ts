import { expect, test } from 'vitest';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { esPolicy } from '../../../src/core/policies/es.ts';
import { minuteMs } from '../../../src/core/time.ts';
import { requestCode } from '../../../src/registry/access/request-code.ts';
import { setPreferences } from '../../../src/registry/preferences/set-preferences.ts';
import { chineseNumber, lastCode, memoryRegistry, startedAt, subscriber, wire } from '../memory-registry.ts';

test('a code of six digits is texted, lives as long as the policy says, and names what it is for', async () => {
  const { registry, outbox } = await memoryRegistry();
  const number = chineseNumber();
  const sent = await requestCode(registry, { phoneNumber: wire(number), language: 'en' });
  expect(sent).toEqual({ expiresAt: startedAt + 5 * minuteMs });
  expect(outbox).toEqual([
    {
      to: number,
      text: expect.stringMatching(/registry: \d{6} is your code .* 5 min.*Never share/),
      expiresAt: sent.expiresAt,
    },
  ]);
});

test('the first language of the policy is used where none is named', async () => {
  const { registry, outbox } = await memoryRegistry();
  await requestCode(registry, { phoneNumber: wire(chineseNumber()) });
  expect(outbox[0]?.text).toMatch(/验证码\d{6}.*请勿/);
});

test('neither the code nor the number is in the store', async () => {
  const { registry, outbox } = await memoryRegistry();
  const number = chineseNumber();
  await requestCode(registry, { phoneNumber: wire(number) });
  for (const kind of ['CODE', 'LIMIT'] as const) {
    const kept = JSON.stringify(registry.store.shortRecords(kind, startedAt, 100));
    expect(kept).not.toContain(String(number));
    expect(kept).not.toContain(lastCode(outbox));
  }
});

test('a registered number gets the same answer as an unknown one', async () => {
  const { registry } = await memoryRegistry();
  const known = chineseNumber(20_000_000);
  await setPreferences(registry, subscriber(known), { ifMatch: '*', replace: { base: 'REFUSE_ALL' } });
  const answers = [known, chineseNumber()].map((number) => requestCode(registry, { phoneNumber: wire(number) }));
  const [one, other] = await Promise.all(answers);
  expect(one).toEqual(other);
});

test.for([
  ['+34600000000', 'SERVICE_NOT_APPLICABLE'],
  ['+861', 'INVALID_ARGUMENT'],
  ['8613800010000', 'INVALID_ARGUMENT'],
])('%s is refused as %s and costs no text', async ([phoneNumber, code]) => {
  const { registry, outbox } = await memoryRegistry();
  await expect(requestCode(registry, { phoneNumber: phoneNumber ?? '' })).rejects.toMatchObject({
    code,
    field: 'phoneNumber',
  });
  expect(outbox).toEqual([]);
});

test('a language that the policy does not have is refused by name', async () => {
  const { registry } = await memoryRegistry();
  const asked = requestCode(registry, { phoneNumber: wire(chineseNumber()), language: 'es' });
  await expect(asked).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'language', limit: 'one of zh, en' });
});

test('another policy has another plan and another language', async () => {
  const { registry, outbox } = await memoryRegistry({ policy: esPolicy });
  await requestCode(registry, { phoneNumber: wire(34_600_000_000 as PhoneNumber) });
  expect(outbox[0]?.text).toMatch(/No lo comparta/);
});
