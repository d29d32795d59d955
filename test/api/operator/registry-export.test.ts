import { createHash, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { bootstrapApp } from '../../../src/api/bootstrap/bootstrap-app.ts';
import { Fault } from '../../../src/core/fault.ts';
import { refuseAll } from '../../../src/core/preferences.ts';
import { accessToken } from '../../../src/receipts/access-token.ts';
import { exportPart } from '../../../src/registry/moving/export-part.ts';
import { exportLimit } from '../../../src/registry/moving/note-export.ts';
import { changeOrganisation } from '../../../src/registry/organisations/change-organisation.ts';
import { operatorAtConsole } from '../../../src/runtime/operator-at-console.ts';
import { durableLogSource, openDurableTarget } from '../../../src/storage/durable/durable-moving.ts';
import { firstPlace, madePart } from '../../../src/storage/moving/made-parts.ts';
import type { LogFacts, PartFacts } from '../../../src/storage/moving/moved-log.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';
import { standInStorage } from '../../storage/durable/stand-in-storage.ts';
import { importOf, numberChange, numberOf } from '../../storage/made-up.ts';
import { type WalkedRegistry, walkedRegistry } from '../walked-registry.ts';

let walked: WalkedRegistry;
let token: string;

beforeAll(async () => {
  walked = await walkedRegistry();
  const { registry } = walked.opened;
  await registry.store.importBlock(importOf('b1', [refuseAll, [1, 2, 3]]));
  await registry.store.addCounts([{ key: 'LOOKUPS/made-up', count: 3 }]);
  const usual = registry.directory.organisation('operator')?.document;
  const scopes = [...(usual?.scopes ?? []), 'dnd:registry:export' as const];
  await changeOrganisation(registry, operatorAtConsole, { organisationId: 'operator', scopes });
  const { issuer, receipts, now } = registry;
  const clientKeyId = usual?.keys[0]?.kid ?? '';
  token = await accessToken(receipts, { issuer, clientId: 'operator', clientKeyId, scopes, now: now() });
});
afterAll(() => walked.close());

const path = '/v1/operator/registry-export';

function asked(at: string, body: object, as = token): Promise<Response> | Response {
  const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json' };
  return walked.app.request(`${path}/${at}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

interface Fetched {
  readonly facts: PartFacts[];
  /** Of the registry's one log, as it stood with the last part. */
  log: Omit<LogFacts, 'parts'>;
  readonly lines: Uint8Array[];
  readonly continuations: string[];
}

async function allParts(onPart: () => Promise<void> = async () => {}): Promise<Fetched> {
  const log = { logId: '', head: 0, rootHash: '' };
  const fetched: Fetched = { facts: [], log, lines: [], continuations: [] };
  for (;;) {
    const continuation = fetched.continuations.at(-1);
    const response = await asked('parts', continuation === undefined ? {} : { continuation });
    if (response.status === 204) return fetched;
    expect(response.status).toBe(200);
    fetched.facts.push(JSON.parse(response.headers.get('export-part') ?? '') as PartFacts);
    fetched.log = JSON.parse(response.headers.get('export-log') ?? '') as Fetched['log'];
    fetched.continuations.push(response.headers.get('export-continuation') ?? '');
    fetched.lines.push(new Uint8Array(await response.arrayBuffer()));
    await onPart();
  }
}

async function manifestOf({ facts, log, continuations }: Fetched): Promise<string> {
  const response = await asked('manifest', { continuation: continuations.at(-1), logs: [{ ...log, parts: facts }] });
  expect(response.status).toBe(200);
  return response.text();
}

test('nobody holds the scope who was not given it by name', async () => {
  expect((await asked('parts', {}, walked.tokens.OPERATOR)).status).toBe(403);
  expect((await asked('manifest', {}, walked.tokens.REGULATOR)).status).toBe(403);
});

test('a part asked for again is the same part, and a continuation is good for whom it was given', async () => {
  const first = await allParts();
  expect(first.facts.map(({ kind }) => kind)).toEqual(['ENTRIES', 'COUNTERS']);
  const [continuation = ''] = first.continuations;
  for (const _ of ['once', 'again']) {
    const second = await asked('parts', { continuation });
    expect(JSON.parse(second.headers.get('export-part') ?? '')).toEqual(first.facts[1]);
    expect(new Uint8Array(await second.arrayBuffer())).toEqual(first.lines[1]);
  }
  const refused = await asked('parts', {
    continuation: `${continuation.slice(0, -1)}${continuation.endsWith('A') ? 'B' : 'A'}`,
  });
  expect(await refused.json()).toMatchObject({ status: 400, field: 'continuation' });
  const early = await asked('manifest', { continuation, logs: [{ ...first.log, parts: first.facts.slice(0, 1) }] });
  expect(await early.json()).toMatchObject({ status: 412, field: 'continuation' });
});

test('that it was begun is in the log before anything is given, and under which manifest before that is', async () => {
  const { store } = walked.opened.registry;
  const noted = () => store.entities('REGISTRY_EXPORT', '', 100).map(({ document }) => document);
  const before = noted().length;
  const fetched = await allParts();
  expect(noted().slice(before)).toEqual([{ organisationId: 'operator' }]);
  expect(new TextDecoder().decode(fetched.lines[0]).trimEnd().split('\n').at(-1)).toContain('REGISTRY_EXPORT_SET');
  const manifest = JSON.parse(await manifestOf(fetched)) as { readonly signature: string };
  const signed = Buffer.from(manifest.signature.split('.')[1] ?? '', 'base64url');
  const manifestDigest = createHash('sha256').update(signed).digest('base64url');
  expect(noted().slice(before)).toEqual([{ organisationId: 'operator', manifestDigest }]);
  const [entry] = store.entries(store.head() - 1, 1);
  expect(entry).toMatchObject({ actor: 'organisation:operator', wayIn: 'API' });
});

test('what cannot be noted is not given, and nobody begins for ever', async () => {
  const { registry } = walked.opened;
  const full = new Fault('UNAVAILABLE', 'the disk is full');
  const actor = {
    kind: 'ORGANISATION',
    organisationId: 'other',
    role: 'OPERATOR',
    scopes: ['dnd:registry:export'],
  } as const;
  const append = vi.spyOn(registry.store, 'append').mockRejectedValueOnce(full);
  onTestFinished(() => append.mockRestore());
  await expect(exportPart(registry, actor, {})).rejects.toBe(full);
  for (let begun = 1; begun < exportLimit.max; begun++) await exportPart(registry, actor, {});
  await expect(exportPart(registry, actor, {})).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
});

test('nothing is signed but what was given', async () => {
  const { facts, log, continuations } = await allParts();
  const continuation = continuations.at(-1);
  const [first] = facts;
  if (first === undefined) throw new Error('there are parts');
  const whole = { ...log, parts: facts };
  for (const logs of [
    ...[facts.slice(1), facts.toReversed(), [...facts, first], facts.with(0, { ...first, rows: 9 })].map((parts) => [
      { ...log, parts },
    ]),
    ...[{ logId: 'log-1' }, { head: log.head + 1 }, { rootHash: first.digest }].map((other) => [
      { ...whole, ...other },
    ]),
    [whole, whole],
  ]) {
    expect(await (await asked('manifest', { continuation, logs })).json()).toMatchObject({
      status: 400,
      field: 'logs',
    });
  }
});

test('what is written during an export comes with it, and an erasure is done where it is taken in', async () => {
  const { registry } = walked.opened;
  let written = 0;
  const fetched = await allParts(async () => {
    if (++written > 1) return;
    const { follows } = registry.store.number(numberOf(1));
    const line = { service: 'IN_SERVICE', tenures: [] } as const;
    await registry.store.append([numberChange(1, follows, { kind: 'RECORD_ERASED', after: 0, ...line })]);
  });
  expect(fetched.facts.map(({ kind }) => kind)).toEqual(['ENTRIES', 'COUNTERS', 'ENTRIES']);
  const storage = standInStorage();
  const target = openDurableTarget(storage, { sha256 });
  const manifest = JSON.parse(await manifestOf(fetched)) as { logs: [LogFacts] };
  await target.begin({ log: manifest.logs[0], shards: 1, manifestDigest: 'm' });
  for (const [at, lines] of fetched.lines.entries()) await target.take(at + 1, lines);
  await target.finish('m');
  const taken = madePart(durableLogSource(storage), sha256, 1, firstPlace)?.lines;
  const [now] = (await allParts()).lines;
  // Behind it stands since then that it was exported.
  expect(now?.subarray(0, taken?.length)).toEqual(taken);
});

const bootstrapToken = randomBytes(32).toString('base64url');

/** A runtime in which there is nothing yet. */
function emptyRuntime(demo = true) {
  const storage = standInStorage();
  const target = openDurableTarget(storage, { sha256 });
  const defects: unknown[] = [];
  let finished = 0;
  const taking = { target, numbers: [], bootstrapToken, jurisdiction: 'CN', demo, sha256, now: () => Date.now() };
  const app = bootstrapApp(
    taking,
    (error) => void defects.push(error),
    () => void finished++,
  );
  const call = (method: string, at: string, body?: string | Uint8Array<ArrayBuffer>, as = bootstrapToken) =>
    app.request(`/v1/operator/registry-import${at}`, {
      method,
      headers: { authorization: `Bearer ${as}` },
      ...(body === undefined ? {} : { body }),
    });
  return { app, call, storage, target, defects, finished: () => finished };
}

function manifestBody(manifest: string): string {
  const { keys } = walked.opened.registry.receipts.jwks();
  return JSON.stringify({ manifest, keys });
}

test('into an empty runtime everything is taken over HTTP, in order, again where it broke off, and then no more', async () => {
  const fetched = await allParts();
  const runtime = emptyRuntime();
  expect(await (await runtime.call('GET', '')).json()).toEqual({ taking: null });
  const begun = await runtime.call('PUT', '/manifest', manifestBody(await manifestOf(fetched)));
  expect(await begun.json()).toMatchObject({ taking: [{ logId: 'log', nextPart: 1, parts: fetched.lines.length }] });
  expect((await runtime.call('PUT', '/logs/log/parts/2', new Uint8Array(fetched.lines[1] ?? []))).status).toBe(412);
  for (const [at, lines] of fetched.lines.entries()) {
    const wrong = new Uint8Array(lines).map((byte, place) => (place === 9 ? byte ^ 1 : byte));
    expect(await (await runtime.call('PUT', `/logs/log/parts/${at + 1}`, wrong)).json()).toMatchObject({
      field: `part ${at + 1}`,
    });
    expect((await runtime.call('POST', '/finish')).status).toBe(412);
    for (const _ of ['once', 'again']) {
      const taken = await runtime.call('PUT', `/logs/log/parts/${at + 1}`, new Uint8Array(lines));
      expect(await taken.json()).toMatchObject({ taking: { nextPart: at + 2 } });
    }
  }
  expect((await runtime.call('POST', '/finish')).status).toBe(204);
  expect(runtime.finished()).toBe(1);
  for (const [method, at] of [
    ['GET', ''],
    ['PUT', '/manifest'],
    ['PUT', '/logs/log/parts/1'],
    ['POST', '/finish'],
  ] as const) {
    expect((await runtime.call(method, at, method === 'PUT' ? '{}' : undefined)).status).toBe(401);
  }
  expect(madePart(durableLogSource(runtime.storage), sha256, 1, firstPlace)?.facts).toEqual(fetched.facts[0]);
  expect(runtime.defects).toEqual([]);
});

test('nobody else can begin, and nothing else answers', async () => {
  const { app, call, target } = emptyRuntime();
  const manifest = manifestBody(await manifestOf(await allParts()));
  for (const as of ['', 'x', `${bootstrapToken}x`, bootstrapToken.slice(1), token]) {
    expect((await call('PUT', '/manifest', manifest, as)).status).toBe(401);
    expect((await call('GET', '', undefined, as)).status).toBe(401);
  }
  expect((await app.request('/v1/lookup', { method: 'POST' })).status).toBe(503);
  expect(target.taking()).toBeUndefined();
});

test('what is not signed by the given keys, or does not belong here, is not begun', async () => {
  const manifest = await manifestOf(await allParts());
  const production = emptyRuntime(false);
  expect(await (await production.call('PUT', '/manifest', manifestBody(manifest))).json()).toMatchObject({
    status: 409,
  });
  const { call } = emptyRuntime();
  for (const body of [
    '',
    '{}',
    'null',
    JSON.stringify({ manifest, keys: [] }),
    manifestBody(manifest.replace('"shards": 1', '"shards": 2')),
  ]) {
    expect((await call('PUT', '/manifest', body)).status).toBe(400);
  }
});
