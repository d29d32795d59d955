import { randomBytes } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { bootstrapApp } from '../../../src/api/bootstrap/bootstrap-app.ts';
import { startServer } from '../../../src/node/http-server.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { changeOrganisation } from '../../../src/registry/organisations/change-organisation.ts';
import { operatorAtConsole } from '../../../src/runtime/operator-at-console.ts';
import { durableLogSource, openDurableTarget } from '../../../src/storage/durable/durable-moving.ts';
import { firstPlace, madePart } from '../../../src/storage/moving/made-parts.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { freePort } from '../../server/served-registry.ts';
import { standInStorage } from '../../storage/durable/stand-in-storage.ts';
import { exportedEntries } from '../../workerd/exported-entries.ts';
import { failingOnce, listening, passedOn } from '../broken-line.ts';
import { demoShell } from '../demo-shell.ts';
import type { Shell } from '../shell.ts';

let one: Shell;
let url: string;
let here: string;
let end: () => Promise<void>;

/** A served registry of 170,000 numbers: of more than one part. */
beforeAll(async () => {
  one = await demoShell('CN', mkdtempSync(join(inject('preparedFolder'), 'moving-')));
  writeFileSync(
    one.path('list.txt'),
    Array.from({ length: 170_000 }, (_, at) => `+861390${String(at * 7).padStart(7, '0')}\n`).join(''),
  );
  await one.done('import', one.path('list.txt'), '--refuse', 'all', '--write');
  const settings = settingsFrom({ DATA_DIR: one.dataDir, LOG_LEVEL: 'silent', PORT: String(await freePort()) });
  const opened = await openRegistry(settings);
  const { registry } = opened;
  const scopes = ['dnd:registry:export' as const];
  await changeOrganisation(registry, operatorAtConsole, { organisationId: 'demo-operator', scopes });
  here = one.path('here');
  await one.done('registry', 'export', '--to', here);
  const server = await startServer(opened, settings, { info() {}, warn() {}, error() {} });
  url = server.url;
  end = async () => {
    await server.close();
    await opened.close();
  };
});
afterAll(() => end());

function exported(from: string, to: string) {
  return one.run([
    'registry',
    'export',
    '--from',
    from,
    '--to',
    to,
    '--client',
    join(one.dataDir, 'demo/clients.json'),
    '--client-id',
    'demo-operator',
  ]);
}

function partsIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.gz'));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'hex')]));
}

const bootstrapToken = randomBytes(32).toString('base64url');

test('a registry is fetched over HTTP as it is exported beside it, also in two runs', async () => {
  const through = await listening(failingOnce('/parts', 2, passedOn(url)));
  const there = one.path('there');
  expect(await exported(through, there)).toMatchObject({
    exitCode: 1,
    notes: expect.stringContaining('refused (503)'),
  });
  expect(partsIn(there).size).toBe(1);
  expect(existsSync(join(there, 'manifest.json'))).toBe(false);
  expect(await exported(through, there)).toMatchObject({ exitCode: 0 });
  expect(readdirSync(there)).not.toContain('continuation.json');
  expect(partsIn(there).size).toBeGreaterThan(2);
  // Behind what was exported beside it stands that it was, and that this was begun.
  const [entries, behind] = [exportedEntries(here), exportedEntries(there)];
  expect(behind.slice(0, entries.length)).toEqual(entries);
  expect(behind.slice(entries.length).every((line) => line.includes('"REGISTRY_EXPORT_SET"'))).toBe(true);
  const verified = await one.done('verify', join(there, 'manifest.json'), '--jwks', `${url}/.well-known/jwks.json`);
  expect(verified).toMatch(/^VALID.*SAME$/s);
});

test('it is sent into a runtime without a registry, also in two runs, and only with its token', async () => {
  const storage = standInStorage();
  const target = openDurableTarget(storage, { sha256 });
  const taking = { target, numbers: [], bootstrapToken, jurisdiction: 'CN', demo: true, sha256, now: Date.now };
  let finished = 0;
  const app = bootstrapApp(
    taking,
    () => undefined,
    () => void finished++,
  );
  const to = await listening(failingOnce('/parts/2', 1, (request) => app.fetch(request)));
  const send = (token: string, ...more: string[]) =>
    one.run(['registry', 'import', here, '--jwks', join(here, 'jwks.json'), '--to', to, ...more], {
      environment: { DND_BOOTSTRAP_TOKEN: token },
    });
  expect(await send('', '--write')).toMatchObject({
    exitCode: 2,
    notes: expect.stringContaining('DND_BOOTSTRAP_TOKEN'),
  });
  expect(await send('x'.repeat(43), '--write')).toMatchObject({
    exitCode: 1,
    notes: expect.stringContaining('refused (401)'),
  });
  expect(await send(bootstrapToken)).toMatchObject({
    exitCode: 0,
    notes: 'Nothing was changed. Add --write to do it.',
  });
  expect(target.taking()).toBeUndefined();
  expect(await send(bootstrapToken, '--write')).toMatchObject({
    exitCode: 1,
    notes: expect.stringContaining('refused (503)'),
  });
  expect(target.taking()).toMatchObject({ nextPart: 2 });
  expect(await send(bootstrapToken, '--write')).toMatchObject({ exitCode: 0 });
  expect(finished).toBe(1);
  const { logs } = JSON.parse(readFileSync(join(here, 'manifest.json'), 'utf8')) as { logs: [{ parts: unknown[] }] };
  expect(madePart(durableLogSource(storage), sha256, 1, firstPlace)?.facts).toEqual(logs[0].parts[0]);
});

test('a client without the scope gets nothing', async () => {
  const client = ['--client', join(one.dataDir, 'demo/clients.json'), '--client-id', 'demo-regulator'];
  const refused = await one.run(['registry', 'export', '--from', url, '--to', one.path('refused'), ...client]);
  expect(refused).toMatchObject({ exitCode: 1, notes: expect.stringContaining('refused (403)') });
});
