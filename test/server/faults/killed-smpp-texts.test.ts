import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, expect, onTestFinished, test, vi } from 'vitest';
import type { PhoneNumber } from '../../../src/core/phone-number.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { c, deliverBody, id, octets, pdu, RawPeer, readSubmit, response } from '../../sms/smpp/raw-centre.ts';
import { endServers, freePort, freshDataDir, type ServedRegistry, serve } from '../served-registry.ts';

const texts = 500;
const window = 20;
/** So many are acknowledged before each `kill -9`. */
const killsAfter = [100, 300];
const until = { timeout: 60_000, interval: 20 };

afterAll(endServers);

function phoneNumber(index: number): string {
  return `86139${String(index * 97_003).padStart(8, '0')}`;
}

/** A message centre that sends a text until it is acknowledged, over whichever link there is. */
async function persistentCentre() {
  const waiting = Array.from({ length: texts }, (_, index) => phoneNumber(index));
  const acknowledged = new Set<string>();
  const replies: string[] = [];
  const serveLink = async (peer: RawPeer): Promise<void> => {
    const unanswered = new Map<number, string>();
    void peer.closed.then(() => waiting.unshift(...unanswered.values()));
    await peer.bind();
    for (let sequence = 0; ; ) {
      while (unanswered.size < window && waiting.length > 0) {
        const from = waiting.shift() as string;
        unanswered.set(++sequence, from);
        peer.send(pdu(id.deliver, sequence, deliverBody({ from, to: '10086', message: octets('KTFSR') })));
      }
      const come = await peer.next();
      if (come.id === id.submit) {
        replies.push(readSubmit(come).destination);
        peer.answer(come, 0, c(`id-${replies.length}`));
      } else if (come.id === response(id.deliver)) {
        const from = unanswered.get(come.sequence) as string;
        unanswered.delete(come.sequence);
        if (come.status === 0) acknowledged.add(from);
        else waiting.push(from);
      } else peer.answer(come);
    }
  };
  const server = createServer((socket) => void serveLink(new RawPeer(socket)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, acknowledged, replies };
}

test('of 500 texts over SMPP each takes effect and is answered once, over two kill -9', async () => {
  const { dataDir, remove } = freshDataDir();
  onTestFinished(remove);
  const centre = await persistentCentre();
  const file = join(dataDir, 'links.json');
  const smpp = { host: '127.0.0.1', port: centre.port, systemId: 'dnd', password: 'secret', textsPerSec: 1_000 };
  const link = { name: 'operator', kind: 'SMPP', organisation: 'demo-carrier', numbers: ['10086'], smpp };
  writeFileSync(file, JSON.stringify({ links: [link] }), { mode: 0o600 });
  const environment = { SMS_LINKS: file, LOG_LEVEL: 'silent' };
  const port = await freePort();
  let server: ServedRegistry = await serve(dataDir, port, { environment });
  for (const after of killsAfter) {
    await vi.waitFor(() => expect(centre.acknowledged.size).toBeGreaterThanOrEqual(after), { ...until, interval: 1 });
    await server.kill();
    server = await serve(dataDir, port, { environment });
  }
  await vi.waitFor(() => expect(centre.acknowledged.size).toBe(texts), until);
  const queue = () =>
    JSON.parse(
      execFileSync(process.execPath, ['dist/cli/dnd.js', 'texts', 'list', '--json', '--data-dir', dataDir]).toString(),
    ) as {
      readonly queue: readonly { readonly state: string; readonly texts: number }[];
      readonly inDoubt: readonly { readonly to: string }[];
    };
  await vi.waitFor(() => expect(queue().queue.filter(({ state }) => state !== 'IN_DOUBT')).toEqual([]), until);
  const { inDoubt } = queue();
  expect(await server.stop()).toBe(0);
  // What was under way when it died is told, not sent again: nobody gets a reply twice.
  expect(new Set(centre.replies).size).toBe(centre.replies.length);
  expect(centre.replies.length + inDoubt.length).toBeGreaterThanOrEqual(texts);
  const store = await openSqliteStore({ file: server.databaseFile, use: 'COMMAND' });
  onTestFinished(() => store.close());
  const entries = Array.from({ length: texts }, (_, index) =>
    store.history(Number(phoneNumber(index)) as PhoneNumber, Number.MAX_SAFE_INTEGER, 9),
  );
  expect(entries.filter((one) => one.length !== 1)).toEqual([]);
});
