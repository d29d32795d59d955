import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import type { BatchReceiptForm } from '../../../src/receipts/receipt-payload.ts';
import type { OrganisationActor } from '../../../src/registry/access/actor.ts';
import { lookUpBatch } from '../../../src/registry/lookups/look-up-batch.ts';
import { demoShell } from '../demo-shell.ts';
import type { Shell } from '../shell.ts';

const caller: OrganisationActor = {
  kind: 'ORGANISATION',
  organisationId: 'demo-call-centre',
  role: 'CALL_CENTRE',
  scopes: ['dnd:lookups:check'],
};
const phoneNumbers = ['+8613800138000', 'bad', '+8613800138001'];

/** A shell with a batch's answer in `response.json` and the registry's keys in `jwks.json`. */
async function withBatch(receiptForm: BatchReceiptForm): Promise<Shell> {
  const one = await demoShell();
  const { registry, close } = await openRegistry(settingsFrom({ DATA_DIR: one.dataDir }));
  const fieldOf = (index: number) => `phoneNumbers[${index}]`;
  const words = { category: 'FIN_CREDIT', channel: 'VOICE', sender: 'DEMO' };
  writeFileSync(
    one.path('response.json'),
    await lookUpBatch(registry, caller, { ...words, phoneNumbers, fieldOf, receiptForm }),
  );
  writeFileSync(one.path('jwks.json'), JSON.stringify(registry.receipts.jwks()));
  await close();
  return one;
}

test('a row is proven alone, and the proof is checked without a registry', async () => {
  const one = await withBatch('ROWS');
  const [response, proof] = [one.path('response.json'), one.path('proof.json')];
  expect(await one.done('verify', response)).toMatch(/^VALID: [\s\S]*content: MATCHES[\s\S]*form: ROWS/);
  expect(await one.done('verify', response, '--row', '2', '--out', proof)).toMatch(/^VALID: /);
  expect(statSync(proof).mode & 0o777).toBe(0o600);
  const { results } = JSON.parse(readFileSync(response, 'utf8'));
  const shown = JSON.parse(readFileSync(proof, 'utf8'));
  expect(Object.keys(shown)).toEqual(['statement', 'inclusion', 'receipt']);
  expect(JSON.parse(shown.statement)).toEqual(results[2]);
  expect(readFileSync(proof, 'utf8')).not.toContain('+8613800138000');
  const elsewhere = { environment: { DATA_DIR: one.path('nothing-there') } };
  const checked = await one.run(['verify', proof, '--jwks', one.path('jwks.json')], elsewhere);
  expect(checked).toMatchObject({ exitCode: 0, out: expect.stringMatching(/^VALID: [\s\S]*row: .*\+8613800138001/) });
});

test('without a file for it, the proof is what is printed', async () => {
  const one = await withBatch('ROWS');
  const proof = await one.done('verify', one.path('response.json'), '--row', '0');
  const report = await one.run(['verify', '-', '--json'], { input: proof });
  expect(JSON.parse(report.out)).toMatchObject({ outcome: 'VALID', content: 'MATCHES', receiptForm: 'ROWS' });
});

test('a proof with another row, or of a batch that was altered, is not valid', async () => {
  const one = await withBatch('ROWS');
  const proof = await one.done('verify', one.path('response.json'), '--row', '0');
  const forged = await one.run(['verify', '-'], { input: proof.replace('138000', '138009') });
  expect(forged).toMatchObject({ exitCode: 1, out: expect.stringContaining('differs in: statement') });
  const altered = readFileSync(one.path('response.json'), 'utf8').replace('138001', '138009');
  const refused = await one.run(['verify', '-', '--row', '0'], { input: altered });
  expect(refused).toMatchObject({ exitCode: 1, out: expect.stringMatching(/^CONTENT_DIFFERS: /) });
});

test('a proof can still be made of rows whose receipt holds no more', async () => {
  const one = await withBatch('ROWS');
  const now = Date.now() + 400 * 86_400_000;
  const { exitCode, out } = await one.run(['verify', one.path('response.json'), '--row', '1'], { now });
  expect({ exitCode, members: Object.keys(JSON.parse(out)) }).toEqual({
    exitCode: 1,
    members: ['statement', 'inclusion', 'receipt'],
  });
});

test.each<[string, BatchReceiptForm, string[], string]>([
  ['a row that is not there', 'ROWS', ['--row', '3'], 'dnd: --row: there is no row 3'],
  ['a row that is no number', 'ROWS', ['--row', '-1'], 'a row of the batch, counted from 0'],
  ['a form without single rows', 'DIGEST', ['--row', '0'], 'dnd: --row: a receipt of the form DIGEST'],
  ['a file for no proof', 'ROWS', ['--out', 'proof.json'], 'dnd: --out: needs --row'],
])('%s is named', async (_, form, options, words) => {
  const one = await withBatch(form);
  const { exitCode, notes } = await one.run(['verify', one.path('response.json'), ...options]);
  expect(exitCode).toBeGreaterThan(0);
  expect(notes).toContain(words);
});

test('a receipt alone shows no row', async () => {
  const one = await withBatch('ROWS');
  const { receipt } = JSON.parse(readFileSync(one.path('response.json'), 'utf8'));
  const { exitCode, notes } = await one.run(['verify', '-', '--row', '0'], { input: receipt });
  expect({ exitCode, notes }).toEqual({
    exitCode: 1,
    notes: 'dnd: --row: needs the whole response, not the receipt alone',
  });
});

test('a lookup that shares its receipt is verified whole, and its proof alone', async () => {
  const one = await demoShell();
  const question = ['lookup', '+8613800138000', '--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];
  const answer = await one.done(...question, '--receipt-form', 'shared', '--receipt-out', one.path('proof.json'));
  const whole = await one.run(['verify', '-'], { input: answer });
  expect(whole).toMatchObject({ exitCode: 0, out: expect.stringMatching(/form: SHARED[\s\S]*decision: .*ALLOW/) });
  const proof = readFileSync(one.path('proof.json'), 'utf8');
  expect(Object.keys(JSON.parse(proof))).toEqual(['statement', 'inclusion', 'receipt']);
  expect(await one.done('verify', one.path('proof.json'))).toMatch(/^VALID: [\s\S]*asked by: demo-call-centre/);
});
