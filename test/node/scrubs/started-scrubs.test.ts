import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fault } from '../../../src/core/fault.ts';
import { ensureDemo } from '../../../src/node/demo.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { startScrubs } from '../../../src/node/scrubs/started-scrubs.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import type { ScrubDesk } from '../../../src/registry/scrubs/scrub-desk.ts';

const actor: OrganisationActor = {
  kind: 'ORGANISATION',
  organisationId: 'demo-call-centre',
  role: 'CALL_CENTRE',
  scopes: ['dnd:lookups:check'],
};
const terms = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO', plannedAt: new Date().toISOString() };

const rowSecret = Buffer.alloc(32, 1).toString('base64url');

let inPlace: ScrubDesk;
let thread: ScrubDesk;
let end: () => Promise<void>;

/** One thread for all. */
beforeAll(async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-thread-'));
  const settings = settingsFrom({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
  const opened = await openRegistry(settings);
  await ensureDemo(opened);
  const log = { info() {}, warn() {}, error() {} };
  const started = startScrubs(opened.registry.scrubs, settings, log);
  [inPlace, thread] = [opened.registry.scrubs, started.desk];
  end = async () => {
    await started.close();
    await opened.close();
    rmSync(dataDir, { recursive: true });
  };
});
afterAll(() => end());

async function* pieces(list: string, bytes: number): AsyncGenerator<Uint8Array> {
  const all = Buffer.from(list);
  for (let at = 0; at < all.length; at += bytes) yield all.subarray(at, at + bytes);
}

async function answered(desk: ScrubDesk, bytes: AsyncIterable<Uint8Array>) {
  const out: Uint8Array[] = [];
  const write = (_: string, piece: Uint8Array) => void out.push(piece.slice());
  const { rows, certificate = '' } = await desk.stream(actor, { ...terms, rowSecret, bytes, write });
  const { outputs } = JSON.parse(Buffer.from(certificate.split('.')[1] ?? '', 'base64url').toString());
  return { text: Buffer.concat(out).toString(), rows, certificate, rootHash: outputs[0].rootHash as unknown };
}

const list = `phone,n\n${Array.from({ length: 60_000 }, (_, row) => `138${String(row * 7).padStart(8, '0')},${row}`).join('\n')}\n`;

test('a thread answers as this one does, several lists in turn', async () => {
  const expected = await answered(inPlace, pieces(list, 50_000));
  const both = await Promise.all([answered(thread, pieces(list, 70_000)), answered(thread, pieces(list, 999))]);
  expect(expected.rootHash).toMatch(/^[\w-]{43}$/);
  for (const { text, rows, certificate, rootHash } of both) {
    expect(text === expected.text).toBe(true);
    expect(rows).toEqual(expected.rows);
    expect(certificate.split('.')).toHaveLength(3);
    expect(rootHash).toBe(expected.rootHash);
  }
});

test('faults come over as they are, and errors of the list end it', async () => {
  const refused = thread.stream(actor, { ...terms, category: 'NONE', bytes: pieces(list, 999), write() {} });
  await expect(refused).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', field: 'category' });
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield* pieces(list, 999);
    throw new Fault('INVALID_ARGUMENT', 'cut off', { field: 'body' });
  }
  await expect(answered(thread, broken())).rejects.toMatchObject({ message: 'cut off' });
  const gone = thread.stream(actor, {
    ...terms,
    bytes: pieces(list, 99_999),
    write() {
      throw new Error('nobody reads');
    },
  });
  await expect(gone).rejects.toThrow('nobody reads');
  expect((await answered(thread, pieces('13800000001\n', 99))).rows.count).toBe(1);
});

test('who reads slowly is waited for: the list is taken no further', async () => {
  const gate = Promise.withResolvers<void>();
  let given = 0;
  async function* counted(): AsyncGenerator<Uint8Array> {
    for (let time = 0; time < 160; time++) {
      given += 65_536;
      yield Buffer.from('13800000001\n'.repeat(5_461));
    }
  }
  const slow = thread.stream(actor, { ...terms, bytes: counted(), write: () => gate.promise });
  let before = -1;
  while (before !== given || given === 0) {
    before = given;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  expect(given).toBeLessThan(6 * 2 ** 20);
  gate.resolve();
  expect((await slow).rows.count).toBe(160 * 5_461);
});
