import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registryApp } from '../../src/api/app.ts';
import { openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { changeOrganisation } from '../../src/registry/organisations/change-organisation.ts';
import { operatorAtConsole } from '../../src/runtime/operator-at-console.ts';
import { type Shell, shell } from '../cli/shell.ts';
import { exportedEntries } from './exported-entries.ts';
import { runningThroughout } from './running-registry.ts';

const bootstrapToken = randomBytes(32).toString('base64url');
const registered = 1_000_000;
const terms = ['--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];
/** The same moment wherever it is asked: so that every column of an answer is the same. */
const plannedAt = new Date(Math.ceil(Date.now() / 60_000) * 60_000 + 3_600_000).toISOString();

/** One in fifty of the registered numbers, and as many that nobody registered. */
const asked = Array.from({ length: 40_000 }, (_, at) => `+8613${String(8_000_000_00 + at * 50).padStart(9, '0')}`);

test('a country of a million numbers moves from Node to workerd and back: log, answers, receipts, figures agree', async () => {
  const one = shell();
  await one.done('demo', '--numbers', '20000', '--months', '2', '--write');
  const list = one.path('list.txt');
  writeFileSync(list, numbersOf(registered));
  await one.done('import', list, '--refuse', 'FIN_CREDIT', '--write');
  await grantExport(one);
  writeFileSync(one.path('asked.txt'), `${asked.join('\n')}\n`);
  const receipt = one.path('receipt.jws');
  await one.done('lookup', '+8613800000050', ...terms, '--receipt-out', receipt);
  const before = await answered(one, '--data-dir', one.dataDir);
  const figures = await figuresIn(one.dataDir);
  expect((JSON.parse(figures) as { readonly cells: readonly unknown[] }).cells.length).toBeGreaterThan(0);
  const out = one.path('out');
  await one.done('registry', 'export', '--to', out);

  const running = await runningThroughout({ DND_BOOTSTRAP_TOKEN: bootstrapToken, DND_DEMO_CLIENTS: '' });
  const into = ['registry', 'import', out, '--jwks', join(out, 'jwks.json'), '--to', running.url, '--write'];
  const taken = await one.run(into, { environment: { DND_BOOTSTRAP_TOKEN: bootstrapToken } });
  expect(taken.exitCode, taken.notes).toBe(0);

  const client = ['--client', join(one.dataDir, 'demo/clients.json')];
  expect(await answered(one, '--remote', running.url, ...client)).toBe(before);
  const jwks = `${running.url}/.well-known/jwks.json`;
  expect(await one.done('verify', receipt, '--jwks', jwks)).toContain('VALID');
  expect(await (await fetch(`${running.url}${figuresPath}`)).text()).toBe(figures);

  const back = one.path('back');
  await one.done('registry', 'export', '--to', back, '--from', running.url, ...client, '--client-id', 'demo-operator');
  const entries = exportedEntries(out);
  expect(exportedEntries(back).slice(0, entries.length)).toEqual(entries);
  const moved = one.path('moved');
  await one.done('registry', 'import', back, '--jwks', jwks, '--data-dir', moved, '--write');
  expect(await one.done('audit', '--data-dir', moved)).toContain(', 0 findings');
  expect(await answered(one, '--data-dir', moved)).toBe(before);
  expect(await figuresIn(moved)).toBe(figures);
  expect(await one.done('verify', receipt, '--data-dir', moved)).toContain('VALID');
}, 600_000);

function numbersOf(count: number): string {
  return Array.from({ length: count }, (_, at) => `+8613${String(8_000_000_00 + at).padStart(9, '0')}\n`).join('');
}

/** SHA-256 of the list with its decisions, as one door gives it. */
async function answered(one: Shell, ...door: string[]): Promise<string> {
  const to = one.path(`${randomBytes(4).toString('hex')}.csv`);
  await one.done('scrub', one.path('asked.txt'), ...terms, '--planned-at', plannedAt, '--out', to, ...door);
  const list = readFileSync(to);
  for (const decision of [',ALLOW,', ',BLOCK,']) expect(list.includes(decision)).toBe(true);
  return createHash('sha256').update(list).digest('hex');
}

const monthBefore = new Date(Date.UTC(new Date().getUTCFullYear(), new Date().getUTCMonth() - 1, 1));
const figuresPath = `/v1/open-data/cells?measure=NUMBERS_BY_CHOICE&from=${monthBefore.toISOString().slice(0, 7)}`;

/** Cells of the last month, as Node answers over HTTP. */
async function figuresIn(dataDir: string): Promise<string> {
  const opened = await openRegistry(settingsFrom({ DATA_DIR: dataDir }), Date.now, { use: 'COMMAND' });
  const app = registryApp(opened.registry, { reportDefect() {} });
  const answer = await app.fetch(new Request(`http://127.0.0.1${figuresPath}`), { clientAddress: '127.0.0.1' });
  const text = await answer.text();
  await opened.close();
  expect(answer.status, text).toBe(200);
  return text;
}

async function grantExport(one: Shell): Promise<void> {
  const opened = await openRegistry(settingsFrom({ DATA_DIR: one.dataDir }), Date.now, { use: 'COMMAND' });
  const scopes = ['dnd:registry:export' as const, 'dnd:status:read' as const];
  await changeOrganisation(opened.registry, operatorAtConsole, { organisationId: 'demo-operator', scopes });
  await opened.close();
}
