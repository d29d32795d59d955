import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { registryApp } from '../../../../src/api/app.ts';
import type { ScrubCertificate } from '../../../../src/receipts/scrub-certificate.ts';
import { ScrubRowProver } from '../../../../src/receipts/scrub-row-proof.ts';
import { ownScrub } from '../../../../src/registry/scrubs/own-scrub.ts';
import { runScrub } from '../../../../src/registry/scrubs/run-scrub.ts';
import { ScrubRunner } from '../../../../src/registry/scrubs/run-scrubs.ts';
import { sha256 } from '../../../../src/storage/sqlite/sha256.ts';
import { csv, type ScrubDoor, scrubDoor, termsQuery } from './scrub-door.ts';

interface Scrub {
  readonly scrubId: string;
  readonly status: string;
  readonly rowProofs: boolean;
  readonly rowSecret?: string;
  readonly results?: readonly { readonly name: string }[];
}

const list = 'phone,x\n13800000001,a\n13800000009,"b\nb"\nnobody,c\n13800000001,d\n';
const asked = `?${termsQuery}&rowProofs=true`;

async function read(door: ScrubDoor, scrubId: string): Promise<Scrub> {
  return (await (await door.ask('GET', `/${scrubId}`)).json()) as Scrub;
}

async function opened(door: ScrubDoor, body = list): Promise<Scrub> {
  const headers = { ...csv, prefer: 'respond-async' };
  return (await (await door.ask('POST', `${asked}&layout=SPLIT`, { body, headers })).json()) as Scrub;
}

const pace = { tellMs: 0, checkpointMs: 0 };

async function run(door: ScrubDoor): Promise<void> {
  const report = (error: unknown) => void door.defects.push(error);
  const runner = new ScrubRunner(door.registry, { report, pace });
  runner.wake();
  await runner.idle();
}

/** Runs a job until it has written one slice more. */
async function runSlice({ registry, caller, defects }: ScrubDoor, scrubId: string): Promise<void> {
  const report = (error: unknown) => void defects.push(error);
  const claim = registry.scrubs.files.claim(scrubId, 'RUN');
  const mustPause = (turnMs: number) => turnMs >= 0;
  await runScrub(registry, ownScrub(registry, caller, scrubId).job, { pace, report, mustPause });
  claim?.release();
}

/** What the registry says of the proof of one row of an output, made of the certificate, the secret and the file. */
async function verified(door: ScrubDoor, scrubId: string, file: Uint8Array, output: string, row: number) {
  const receipt = await (await door.ask('GET', `/${scrubId}/certificate`)).text();
  const { rowForm } = JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString()) as ScrubCertificate;
  const rowSecret = Buffer.from((await read(door, scrubId)).rowSecret ?? '', 'base64url');
  const prover = new ScrubRowProver({ sha256, form: rowForm!, rowSecret, output, row });
  prover.add(file);
  const response = JSON.stringify(prover.done(receipt)?.proof);
  const app = registryApp(door.registry, { reportDefect: (error) => void door.defects.push(error) });
  const answer = await app.request('/v1/receipts/verify', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ response }),
  });
  return (await answer.json()) as unknown;
}

test('each row of a job’s results is shown alone, with the secret that the completed job has', async () => {
  const door = await scrubDoor();
  const { scrubId, rowProofs, rowSecret } = await opened(door);
  expect([rowProofs, rowSecret]).toEqual([true, undefined]);
  await run(door);
  expect((await read(door, scrubId)).rowSecret).toMatch(/^[\w-]{43}$/);
  const rows = { allowed: ['13800000009,"b\nb"'], blocked: ['13800000001,a', '13800000001,d'], rejected: ['nobody,c'] };
  for (const [output, texts] of Object.entries(rows)) {
    const file = new Uint8Array(await (await door.ask('GET', `/${scrubId}/results/${output}`)).arrayBuffer());
    for (const [row, text] of texts.entries()) {
      expect(await verified(door, scrubId, file, output, row)).toMatchObject({
        outcome: 'VALID',
        content: 'MATCHES',
        receiptForm: 'SCRUB',
        statement: { output, row, text, number: text.split(',')[0], country: 'CN' },
      });
    }
  }
  expect(door.defects).toEqual([]);
});

test('a list that is answered at once has its row proofs in its record', async () => {
  const door = await scrubDoor();
  const response = await door.ask('POST', asked, { body: list, headers: csv });
  const file = new Uint8Array(await response.arrayBuffer());
  const scrubId = response.headers.get('location')?.split('/').at(-1) ?? '';
  const statement = { number: '13800000009', decision: 'ALLOW', reason: 'DEFAULT', row: 1, output: 'annotated' };
  expect(await verified(door, scrubId, file, 'annotated', 1)).toMatchObject({ outcome: 'VALID', statement });
});

test('a job that pauses after each slice has trees over all of its rows', async () => {
  const door = await scrubDoor();
  // Long rows: a slice has few of them.
  const rows = Array.from(
    { length: 4_000 },
    (_, row) => `1380${String(row + 10).padStart(7, '0')},${'x'.repeat(2_000)}`,
  );
  const { scrubId } = await opened(door, `${rows.join('\n')}\n`);
  let turns = 0;
  for (; turns < 20 && (await read(door, scrubId)).status !== 'COMPLETED'; turns++) await runSlice(door, scrubId);
  expect(turns).toBeGreaterThan(2);
  const file = new Uint8Array(await (await door.ask('GET', `/${scrubId}/results/allowed`)).arrayBuffer());
  for (const row of [0, 1_047, 1_048, 3_999]) {
    expect(await verified(door, scrubId, file, 'allowed', row)).toMatchObject({ outcome: 'VALID' });
  }
});

test('the secret is for who asked, who asked for it, and what was completed, and each scrub has its own', async () => {
  const door = await scrubDoor();
  const plain = await door.ask('POST', `?${termsQuery}&rowProofs=false`, {
    body: list,
    headers: { ...csv, prefer: 'respond-async' },
  });
  const { scrubId: plainId } = (await plain.json()) as Scrub;
  const failing = await opened(door, 'a,b,c\nd,e,f\n');
  const { scrubId } = await opened(door);
  await run(door);
  expect(await read(door, plainId)).toMatchObject({ status: 'COMPLETED', rowProofs: false });
  expect(await read(door, plainId)).not.toHaveProperty('rowSecret');
  expect((await read(door, failing.scrubId)).status).toBe('FAILED');
  expect(await read(door, failing.scrubId)).not.toHaveProperty('rowSecret');
  expect((await door.ask('GET', `/${scrubId}`, { as: 'other-caller' })).status).toBe(404);
  const { rowSecret = '' } = await read(door, scrubId);
  const certificate = await (await door.ask('GET', `/${scrubId}/certificate`)).text();
  expect(Buffer.from(certificate, 'base64url').toString()).not.toContain(rowSecret);
  const holding = readdirSync(join(door.scrubFolder, scrubId)).filter((name) =>
    readFileSync(join(door.scrubFolder, scrubId, name), 'utf8').includes(rowSecret),
  );
  expect(holding).toEqual(['job.json']);
  const again = (await (await door.ask('POST', `/${scrubId}/rechecks`)).json()) as Scrub;
  await run(door);
  const second = await read(door, again.scrubId);
  expect([second.rowProofs, second.rowSecret === rowSecret]).toEqual([true, false]);
});

test('another word than true or false is refused', async () => {
  const door = await scrubDoor();
  const { status } = await door.ask('POST', `?${termsQuery}&rowProofs=yes`, { body: list, headers: csv });
  expect(status).toBe(400);
});
