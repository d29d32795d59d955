import { expect, test } from 'vitest';
import { hourMs, minuteMs } from '../../../src/core/time.ts';
import { closeSession } from '../../../src/registry/access/close-session.ts';
import { openSession, sessionLifetimeMs } from '../../../src/registry/access/open-session.ts';
import { prolongSession, sessionTotalMs } from '../../../src/registry/access/prolong-session.ts';
import { requestCode } from '../../../src/registry/access/request-code.ts';
import { chineseNumber, lastCode, memoryRegistry, setOrganisation, subscriber, wire } from '../memory-registry.ts';

const number = chineseNumber();
const holder = subscriber(number);

async function opened() {
  const memory = await memoryRegistry();
  const { registry, clock, outbox } = memory;
  await requestCode(registry, { phoneNumber: wire(number) });
  const { token } = await openSession(registry, { phoneNumber: wire(number), code: lastCode(outbox) });
  return { registry, clock, begun: clock.at, prolong: () => prolongSession(registry, holder, token), token };
}

test('use puts the end off to a whole lifetime from then, and not for every little', async () => {
  const { clock, begun, prolong } = await opened();
  clock.at += 2 * minuteMs;
  expect(await prolong()).toBe(begun + sessionLifetimeMs);
  clock.at += 20 * minuteMs;
  expect(await prolong()).toBe(clock.at + sessionLifetimeMs);
});

test('it ends after eight hours, however much it is used', async () => {
  const { clock, begun, prolong } = await opened();
  while (clock.at < begun + 8 * hourMs - 20 * minuteMs) {
    clock.at += 20 * minuteMs;
    await prolong();
  }
  expect(await prolong()).toBe(begun + sessionTotalMs);
  clock.at = begun + sessionTotalMs;
  expect(await prolong()).toBeUndefined();
});

test('what has ended is not opened again; it is the holder’s alone', async () => {
  const { registry, prolong, token } = await opened();
  const brand = await setOrganisation(registry, 'brand-1');
  await expect(prolongSession(registry, brand, token)).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await closeSession(registry, holder, token);
  expect(await prolong()).toBeUndefined();
});
