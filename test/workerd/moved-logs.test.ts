import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { partFile } from '../../src/cli/moving/part-files.ts';
import { logIdOfBlock } from '../../src/core/log-layout.ts';
import { ensureDemo } from '../../src/node/demo.ts';
import { openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { changeOrganisation } from '../../src/registry/organisations/change-organisation.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';
import type { LogFacts } from '../../src/storage/moving/moved-log.ts';
import { type Shell, shell } from '../cli/shell.ts';
import { exportedEntries } from './exported-entries.ts';
import { runningThroughout } from './running-registry.ts';

const bootstrapToken = randomBytes(32).toString('base64url');
const environment = { DND_BOOTSTRAP_TOKEN: bootstrapToken };
const shards = '3';
const logIds = ['log-1', 'log-2', 'log-3', 'log'];
const terms = ['--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];
const plannedAt = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 3_600_000).toISOString();
/** A hundred in each of 60 blocks; every second one is registered. */
const numbers = Array.from(
  { length: 6_000 },
  (_, at) => 8_613_800_000_000 + Math.floor(at / 100) * 10_000 + (at % 100),
);

test('three logs move from a folder into three objects and back: heads, roots, answers and receipts agree', async () => {
  const one = await threeLogs();
  const receipt = one.path('receipt.jws');
  await one.done('lookup', `+${numbers[0]}`, ...terms, '--receipt-out', receipt);
  const before = await answered(one, '--data-dir', one.dataDir);
  const [out, back, moved] = [one.path('out'), one.path('back'), one.path('moved')];
  await one.done('registry', 'export', '--to', out);

  const settings = { ...environment, DND_DEMO_CLIENTS: '' };
  const running = await runningThroughout({ ...settings, DND_SHARDS: '2' });
  const into = ['registry', 'import', out, '--jwks', join(out, 'jwks.json'), '--write', '--to'];
  const other = await one.run([...into, running.url], { environment });
  expect(other).toMatchObject({ exitCode: 1, notes: expect.stringContaining('DND_SHARDS') });
  // Nothing was begun there.
  await running.kill();
  const three = { ...settings, DND_SHARDS: shards };
  await running.restart(three);
  const client = ['--client', join(one.dataDir, 'demo/clients.json')];
  // Whoever asks an object of numbers before there is a registry hears so, and is in nobody's way.
  expect(await statusOfLookup(running.url)).toBe(503);
  await sendNumbers(running.url, out);
  expect(await statusOfLookup(running.url)).toBe(503);
  await running.kill();
  await running.restart(three);
  expect(await statusOfLookup(running.url)).toBe(503);
  const taken = await one.run([...into, running.url], { environment });
  expect(taken.exitCode, taken.notes).toBe(0);

  expect(await answered(one, '--remote', running.url, ...client)).toBe(before);
  const jwks = `${running.url}/.well-known/jwks.json`;
  expect(await one.done('verify', receipt, '--jwks', jwks)).toContain('VALID');

  await one.done('registry', 'export', '--to', back, '--from', running.url, ...client, '--client-id', 'demo-operator');
  expect(await one.done('verify', join(back, 'manifest.json'), '--jwks', jwks)).toMatch(/^VALID/);
  const [logs, logsBack] = [logsIn(out), logsIn(back)];
  expect(logs.map(({ logId }) => logId)).toEqual(logIds);
  for (const [at, logId] of logIds.entries()) {
    const entries = exportedEntries(out, logId);
    expect(exportedEntries(back, logId).slice(0, entries.length)).toEqual(entries);
    // The directory's object has made new signing keys.
    if (logId !== 'log') expect(logsBack[at]).toEqual(logs[at]);
    else expect(exportedEntries(back, logId).slice(entries.length).join()).toContain('SIGNING_KEYS_SET');
  }
  await one.done('registry', 'import', back, '--jwks', jwks, '--data-dir', moved, '--write');
  expect(await one.done('audit', '--data-dir', moved)).toMatch(/^(log(-\d)?: .*, 0 findings\n?){4}$/);
  expect(await answered(one, '--data-dir', moved)).toBe(before);
  expect(await one.done('verify', receipt, '--data-dir', moved)).toContain('VALID');
}, 240_000);

/** A demo over three files of numbers, in each of which somebody is registered. */
async function threeLogs(): Promise<Shell> {
  const one = shell();
  const opened = await openRegistry(settingsFrom({ DATA_DIR: one.dataDir, DND_SHARDS: shards }), Date.now, {
    use: 'COMMAND',
  });
  await ensureDemo(opened);
  const scopes = ['dnd:registry:export' as const, 'dnd:status:read' as const];
  await changeOrganisation(opened.registry, operatorAtConsole, { organisationId: 'demo-operator', scopes });
  await opened.close();
  const registered = numbers.filter((number) => number % 2 === 0).map((number) => `+${number}\n`);
  writeFileSync(one.path('list.txt'), registered.join(''));
  await one.done('import', one.path('list.txt'), '--refuse', 'all', '--write');
  writeFileSync(one.path('asked.txt'), numbers.map((number) => `+${number}\n`).join(''));
  const homes = new Set(numbers.map((number) => logIdOfBlock(Math.floor(number / 10_000), Number(shards))));
  expect(homes.size).toBe(3);
  return one;
}

/** Sends the manifest and the logs of numbers, and nothing of the directory's: as far as one gets who is cut off there. */
async function sendNumbers(url: string, folder: string): Promise<void> {
  const headers = { authorization: `Bearer ${bootstrapToken}` };
  const path = `${url}/v1/operator/registry-import`;
  const put = async (at: string, body: string | Uint8Array<ArrayBuffer>) => {
    const response = await fetch(`${path}${at}`, { method: 'PUT', headers, body });
    expect(response.status, await response.text()).toBe(200);
  };
  const manifest = readFileSync(join(folder, 'manifest.json'), 'utf8');
  const { keys } = JSON.parse(readFileSync(join(folder, 'jwks.json'), 'utf8')) as { readonly keys: unknown };
  await put('/manifest', JSON.stringify({ manifest, keys }));
  for (const { logId, parts } of logsIn(folder).slice(0, -1)) {
    for (const facts of parts) {
      const lines = gunzipSync(readFileSync(join(folder, partFile(logId, facts))));
      await put(`/logs/${logId}/parts/${facts.part}`, new Uint8Array(lines));
    }
  }
  const finished = await fetch(`${path}/finish`, { method: 'POST', headers });
  expect(await finished.json()).toMatchObject({ status: 412, field: 'part 1' });
}

function logsIn(folder: string): readonly LogFacts[] {
  return (JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { readonly logs: readonly LogFacts[] })
    .logs;
}

async function statusOfLookup(url: string): Promise<number> {
  const body = JSON.stringify({ phoneNumber: `+${numbers[0]}`, category: 'FIN_CREDIT', channel: 'VOICE' });
  const headers = { authorization: 'Bearer nobody', 'content-type': 'application/json' };
  const response = await fetch(`${url}/v1/lookup`, { method: 'POST', headers, body });
  await response.body?.cancel();
  return response.status;
}

/** SHA-256 of the list with its decisions, as one door gives it. */
async function answered(one: Shell, ...door: string[]): Promise<string> {
  const to = one.path(`${randomBytes(4).toString('hex')}.csv`);
  await one.done('scrub', one.path('asked.txt'), ...terms, '--planned-at', plannedAt, '--out', to, ...door);
  const list = readFileSync(to);
  for (const decision of [',ALLOW,', ',BLOCK,']) expect(list.includes(decision)).toBe(true);
  return createHash('sha256').update(list).digest('hex');
}
