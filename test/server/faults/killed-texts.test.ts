import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';
import { aggregator } from './aggregator.ts';

const texts = 1_000;
const atOnce = 50;
/** So many are acknowledged before each `kill -9`. */
const killsAfter = [150, 500, 900];
const rounds = Array.from({ length: Number(process.env['TEXT_ROUNDS'] ?? 1) }, (_, round) => round + 1);
const until = { timeout: 60_000, interval: 50 };
const quietly = { environment: { LOG_LEVEL: 'silent' } };

const long = { timeout: 180_000 };

afterAll(endServers);

function phoneNumber(index: number): string {
  return `+86139${String(index * 97_003).padStart(8, '0')}`;
}

test.for(rounds)('of 1,000 texts each takes effect and is answered once, over three kill -9 (%i)', long, async () => {
  const { dataDir, remove } = freshDataDir();
  onTestFinished(remove);
  const other = await aggregator(5);
  onTestFinished(() => other.close());
  const port = await freePort();
  const environment = { ...quietly.environment, SMS_LINKS: other.linksFile(dataDir) };
  let server: ServedRegistry = await serve(dataDir, port, { environment });
  let acknowledged = 0;
  let next = 0;
  const senders = Array.from({ length: atOnce }, async () => {
    for (let index = next++; index < texts; index = next++) {
      await other.handIn(server.url, `mo-${index}`, { from: phoneNumber(index), to: '10086', text: 'KTFSR' });
      acknowledged++;
    }
  });
  for (const after of killsAfter) {
    await vi.waitFor(() => expect(acknowledged).toBeGreaterThanOrEqual(after), { ...until, interval: 1 });
    await server.kill();
    server = await serve(dataDir, port, { environment });
  }
  await Promise.all(senders);
  await vi.waitFor(() => expect(other.taken.size).toBeGreaterThanOrEqual(texts), until);
  expect(await server.stop()).toBe(0);
  const answered = [...other.taken.values()].map(({ to }) => to).sort();
  expect(answered).toEqual(Array.from({ length: texts }, (_, index) => phoneNumber(index)).sort());
  // Also where the process died between the effect and the reply, that one names the way back.
  expect([...other.taken.values()].filter(({ text }) => !/撤销\d{6}/.test(text))).toEqual([]);
  const store = await openSqliteStore({ file: server.databaseFile, use: 'COMMAND' });
  onTestFinished(() => store.close());
  const entries = Array.from({ length: texts }, (_, index) =>
    store.history(Number(phoneNumber(index).slice(1)) as PhoneNumber, Number.MAX_SAFE_INTEGER, 9),
  );
  expect(entries.filter((one) => one.length !== 1)).toEqual([]);
  expect(store.shortRecordCount('OUTBOX')).toBe(0);
});

test('of two servers one sends the texts, and the other goes on where that one was killed', long, async () => {
  const { dataDir, remove } = freshDataDir();
  onTestFinished(remove);
  const other = await aggregator(20);
  onTestFinished(() => other.close());
  const environment = { ...quietly.environment, SMS_LINKS: other.linksFile(dataDir) };
  const one = await serve(dataDir, await freePort(), { environment });
  const second = await serve(dataDir, await freePort(), { environment });
  const claim = readFileSync(join(dataDir, 'texts-claim.1'), 'utf8');
  const [sender, heir] =
    (JSON.parse(claim) as { readonly pid: number }).pid === one.pid ? [one, second] : [second, one];
  const handedIn = Array.from({ length: 100 }, (_, index) =>
    other.handIn(heir.url, `mo-${index}`, { from: phoneNumber(index), to: '10086', text: 'KTFSR' }),
  );
  await vi.waitFor(() => expect(other.taken.size).toBeGreaterThan(10), { ...until, interval: 1 });
  await sender.kill();
  await Promise.all(handedIn);
  await vi.waitFor(() => expect(other.taken.size).toBeGreaterThanOrEqual(100), until);
  expect(await heir.stop()).toBe(0);
  expect(new Set([...other.taken.values()].map(({ to }) => to)).size).toBe(100);
  expect(other.taken.size).toBe(100);
});
