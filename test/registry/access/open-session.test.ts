import { expect, test } from 'vitest';
import { minuteMs } from '../../../src/core/time.ts';
import { closeSession } from '../../../src/registry/access/close-session.ts';
import { tryLimits } from '../../../src/registry/access/code-limits.ts';
import { openSession, sessionLifetimeMs, subscriberOfSession } from '../../../src/registry/access/open-session.ts';
import { codeTriesMax, requestCode } from '../../../src/registry/access/request-code.ts';
import { nodeHmac } from '../../../src/runtime/node-signer.ts';
import { chineseNumber, lastCode, type MemoryRegistry, memoryRegistry, startedAt, wire } from '../memory-registry.ts';
import { happened } from '../numbers/number-changes.ts';
import { slowStore } from '../slow-store.ts';

const number = chineseNumber();
const refused = { code: 'UNAUTHENTICATED', message: 'the code is not valid; ask for a new one', field: 'code' };

async function codeFor({ registry, outbox }: MemoryRegistry): Promise<string> {
  await requestCode(registry, { phoneNumber: wire(number) });
  return lastCode(outbox);
}

function wrong(code: string): string {
  return String((Number(code) + 1) % 1_000_000).padStart(6, '0');
}

test('the right code opens a session for its number', async () => {
  const memory = await memoryRegistry();
  const code = await codeFor(memory);
  const { token, expiresAt } = await openSession(memory.registry, { phoneNumber: wire(number), code });
  expect(expiresAt).toBe(startedAt + sessionLifetimeMs);
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await subscriberOfSession(memory.registry, token)).toEqual({
    kind: 'SUBSCRIBER',
    number,
    tenure: 1,
    wayIn: 'API',
    proof: 'OTP',
    seen: { present: memory.registry.store.number(number), at: startedAt },
  });
});

test('the token itself is not in the store', async () => {
  const memory = await memoryRegistry();
  const code = await codeFor(memory);
  const { token } = await openSession(memory.registry, { phoneNumber: wire(number), code });
  const kept = memory.registry.store.shortRecords('SESSION', startedAt, 10);
  expect(kept).toHaveLength(1);
  expect(JSON.stringify(kept)).not.toContain(token);
});

test('a code opens one session, even where many ask at once in two processes', async () => {
  const memory = await memoryRegistry({ store: slowStore() });
  const other = await memoryRegistry({ store: memory.registry.store, clock: memory.clock });
  const code = await codeFor(memory);
  const tries = Array.from({ length: 5 }, (_, at) =>
    openSession(at % 2 === 0 ? memory.registry : other.registry, { phoneNumber: wire(number), code }),
  );
  const outcomes = await Promise.allSettled(tries);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  await expect(openSession(memory.registry, { phoneNumber: wire(number), code })).rejects.toMatchObject(refused);
});

test('a wrong, a spent, an expired and an unasked code get one answer', async () => {
  const memory = await memoryRegistry();
  const open = (code: string, phoneNumber = wire(number)) => openSession(memory.registry, { phoneNumber, code });
  await expect(open('123456')).rejects.toMatchObject(refused);
  await expect(open('123456', '+34600000000')).rejects.toMatchObject(refused);
  const code = await codeFor(memory);
  await expect(open(wrong(code))).rejects.toMatchObject(refused);
  memory.clock.at += 5 * minuteMs;
  await expect(open(code)).rejects.toMatchObject(refused);
});

test('a code of another number is wrong', async () => {
  const memory = await memoryRegistry();
  const code = await codeFor(memory);
  await requestCode(memory.registry, { phoneNumber: wire(chineseNumber(1)) });
  const theirs = lastCode(memory.outbox);
  await expect(openSession(memory.registry, { phoneNumber: wire(number), code: theirs })).rejects.toMatchObject(
    refused,
  );
  await openSession(memory.registry, { phoneNumber: wire(number), code });
});

test('a new code ends the one before', async () => {
  const memory = await memoryRegistry();
  const first = await codeFor(memory);
  const second = await codeFor(memory);
  expect(second).not.toBe(first);
  await expect(openSession(memory.registry, { phoneNumber: wire(number), code: first })).rejects.toMatchObject(refused);
  await openSession(memory.registry, { phoneNumber: wire(number), code: second });
});

test('after five wrong tries the right code is refused too; the fifth try may still be right', async () => {
  const memory = await memoryRegistry();
  const open = (code: string) => openSession(memory.registry, { phoneNumber: wire(number), code });
  const first = await codeFor(memory);
  for (let at = 0; at < codeTriesMax; at++) await expect(open(wrong(first))).rejects.toMatchObject(refused);
  await expect(open(first)).rejects.toMatchObject(refused);
  const second = await codeFor(memory);
  for (let at = 1; at < codeTriesMax; at++) await expect(open(wrong(second))).rejects.toMatchObject(refused);
  await open(second);
});

test('tries at the same time are counted before they are compared', async () => {
  const memory = await memoryRegistry({ store: slowStore() });
  // Hashes that are there at once: the tries are counted in the order in which they come.
  const registry = { ...memory.registry, hmac: nodeHmac };
  const code = await codeFor({ ...memory, registry });
  const guesses = Array.from({ length: codeTriesMax }, () => wrong(code));
  const outcomes = await Promise.allSettled(
    [...guesses, code].map((guess) => openSession(registry, { phoneNumber: wire(number), code: guess })),
  );
  expect(outcomes.map(({ status }) => status)).not.toContain('fulfilled');
});

test('tries are limited by address, over all numbers', async () => {
  const { registry } = await memoryRegistry();
  const open = (at: number) =>
    openSession(registry, { phoneNumber: wire(chineseNumber(at)), code: '000000', clientAddress: '192.0.2.1' });
  for (let at = 0; at < tryLimits.address.max; at++) await expect(open(at)).rejects.toMatchObject(refused);
  await expect(open(0)).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
});

test('a session ends after 30 minutes, and when it is closed', async () => {
  const memory = await memoryRegistry();
  const { registry, clock } = memory;
  const gone = { code: 'UNAUTHENTICATED' };
  const first = await openSession(registry, { phoneNumber: wire(number), code: await codeFor(memory) });
  clock.at = first.expiresAt - 1;
  const actor = await subscriberOfSession(registry, first.token);
  clock.at = first.expiresAt;
  await expect(subscriberOfSession(registry, first.token)).rejects.toMatchObject(gone);
  const second = await openSession(registry, { phoneNumber: wire(number), code: await codeFor(memory) });
  await closeSession(registry, actor, second.token);
  await expect(subscriberOfSession(registry, second.token)).rejects.toMatchObject(gone);
  await closeSession(registry, actor, second.token);
});

test('a session ends with the tenure it was opened in, and a line out of service opens none', async () => {
  const memory = await memoryRegistry();
  const { registry } = memory;
  const { token } = await openSession(registry, { phoneNumber: wire(number), code: await codeFor(memory) });
  const gone = { code: 'UNAUTHENTICATED' };
  await happened(registry, number, { kind: 'NUMBER_DISCONNECTED', occurredAt: startedAt });
  await expect(subscriberOfSession(registry, token)).rejects.toMatchObject(gone);
  const whileOut = openSession(registry, { phoneNumber: wire(number), code: await codeFor(memory) });
  await expect(whileOut).rejects.toMatchObject({ code: 'INCOMPATIBLE_STATE' });
  await happened(registry, number, { kind: 'NUMBER_REASSIGNED', occurredAt: startedAt });
  await expect(subscriberOfSession(registry, token)).rejects.toMatchObject(gone);
  const { token: theirs } = await openSession(registry, { phoneNumber: wire(number), code: await codeFor(memory) });
  expect(await subscriberOfSession(registry, theirs)).toMatchObject({ number });
});
