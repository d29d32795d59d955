import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { bootstrapApp } from '../../../src/api/bootstrap/bootstrap-app.ts';
import { ensureDemo } from '../../../src/node/demo.ts';
import { startServer } from '../../../src/node/http-server.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { readTaking } from '../../../src/registry/moving/take-in.ts';
import { changeOrganisation } from '../../../src/registry/organisations/change-organisation.ts';
import { operatorAtConsole } from '../../../src/runtime/operator-at-console.ts';
import { durableLogSource } from '../../../src/storage/durable/durable-moving.ts';
import { exportedLog, nothingExported } from '../../../src/storage/moving/exported-log.ts';
import type { LogFacts } from '../../../src/storage/moving/moved-log.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { bootstrapToken, emptyObjects } from '../../registry/moving/three-logs.ts';
import { freePort } from '../../server/served-registry.ts';
import { exportedEntries } from '../../workerd/exported-entries.ts';
import { failingOnce, listening, passedOn } from '../broken-line.ts';
import { type Shell, shell } from '../shell.ts';

let one: Shell;
let url: string;
let here: string;
let end: () => Promise<void>;

/** A served registry with three files of numbers. */
beforeAll(async () => {
  one = shell(mkdtempSync(join(inject('preparedFolder'), 'moving-three-')));
  const port = String(await freePort());
  const settings = settingsFrom({ DATA_DIR: one.dataDir, DND_SHARDS: '3', LOG_LEVEL: 'silent', PORT: port });
  const opened = await openRegistry(settings);
  await ensureDemo(opened);
  const scopes = ['dnd:registry:export' as const];
  await changeOrganisation(opened.registry, operatorAtConsole, { organisationId: 'demo-operator', scopes });
  const numbers = Array.from({ length: 24 }, (_, at) => `+${8_613_800_000_000 + at * 10_000}\n`);
  writeFileSync(one.path('list.txt'), numbers.join(''));
  await one.done('import', one.path('list.txt'), '--refuse', 'all', '--write');
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

function partsIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.gz'));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'hex')]));
}

function logsIn(folder: string): readonly LogFacts[] {
  return (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { readonly logs: readonly LogFacts[] })
    .logs;
}

test('three logs are fetched over HTTP as they are exported beside it, also where it broke off anywhere', async () => {
  const client = ['--client', join(one.dataDir, 'demo/clients.json'), '--client-id', 'demo-operator'];
  const parts = partsIn(here);
  for (let nth = 1; nth <= parts.size; nth += 2) {
    const through = await listening(failingOnce('/parts', nth, passedOn(url)));
    const to = one.path(`there-${nth}`);
    const asked = ['registry', 'export', '--from', through, '--to', to, ...client];
    expect(await one.run(asked)).toMatchObject({ exitCode: 1, notes: expect.stringContaining('refused (503)') });
    expect(partsIn(to).size).toBe(nth - 1);
    expect(await one.run(asked)).toMatchObject({ exitCode: 0 });
    const entries = (of: ReadonlyMap<string, string>) => [...of].filter(([name]) => /^log-\d-\d+-entries/.test(name));
    expect(entries(partsIn(to))).toEqual(entries(parts));
    const rootsOf = (folder: string) =>
      logsIn(folder)
        .map(({ logId, head, rootHash }) => [logId, head, rootHash])
        .slice(0, 3);
    const directory = exportedEntries(here);
    expect(exportedEntries(to).slice(0, directory.length)).toEqual(directory);
    expect(rootsOf(to)).toEqual(rootsOf(here));
    await one.done('verify', join(to, 'manifest.json'), '--jwks', `${url}/.well-known/jwks.json`);
  }
});

test('three logs are sent into a runtime without a registry, also where it broke off anywhere', async () => {
  const sent = partsIn(here).size;
  for (let nth = 1; nth <= sent; nth += 2) {
    const objects = emptyObjects();
    let finished = 0;
    const app = () =>
      bootstrapApp(
        objects.taking(),
        () => undefined,
        () => void finished++,
      );
    const to = await listening(failingOnce('/parts/', nth, (request) => app().fetch(request)));
    const send = () =>
      one.run(['registry', 'import', here, '--jwks', join(here, 'jwks.json'), '--to', to, '--write'], {
        environment: { DND_BOOTSTRAP_TOKEN: bootstrapToken },
      });
    expect(await send()).toMatchObject({ exitCode: 1, notes: expect.stringContaining('refused (503)') });
    const taking = (await readTaking(objects.taking(), bootstrapToken)) ?? [];
    expect(taking.reduce((sum, { nextPart }) => sum + nextPart - 1, 0)).toBe(nth - 1);
    expect(await send()).toMatchObject({ exitCode: 0 });
    expect(finished).toBe(1);
    for (const [at, storage] of [...objects.numbers, objects.directory].entries()) {
      const { logId = '', parts = [] } = logsIn(here)[at] ?? {};
      const first = await exportedLog(logId, sha256, () => durableLogSource(storage)).nextPart(nothingExported);
      expect(first?.facts).toEqual(parts[0]);
    }
  }
});
