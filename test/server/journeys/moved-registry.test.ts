import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ensureDemo } from '../../../src/node/demo.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { freshDataDir } from '../served-registry.ts';
import { dnd, writeLines } from './asked-list.ts';

const { dataDir, remove } = freshDataDir();
afterAll(remove);

const policy = 'US';
const registered = 100_000;
const list = join(dataDir, 'list.txt');
const asked = join(dataDir, 'asked.txt');
const here = join(dataDir, 'here');
const there = join(dataDir, 'there');
const secret = join(dataDir, 'secret');

const numberAt = (at: number) => `+1202${200 + Math.floor(at / 10_000)}${String(at % 10_000).padStart(4, '0')}`;

function partsIn(folder: string): ReadonlyMap<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.gz') && !name.includes('signing-keys'));
  return new Map(names.map((name) => [name, readFileSync(join(folder, name), 'hex')]));
}

/** What is blocked of a list, and what is not, as files. */
function scrubbed(folder: string): Readonly<Record<string, string>> {
  const out = join(folder, 'scrubbed');
  const terms = ['--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'];
  dnd(folder, policy, 'scrub', asked, ...terms, '--split', out);
  return Object.fromEntries(readdirSync(out).map((name) => [name, readFileSync(join(out, name), 'utf8')]));
}

test('a registry of 100,000 numbers is exported, verified, imported elsewhere, and answers, proves and exports the same', async () => {
  const opened = await openRegistry(settingsFrom({ DATA_DIR: here, POLICY: policy }), Date.now, { use: 'COMMAND' });
  await ensureDemo(opened);
  await opened.close();
  writeLines(
    list,
    Array.from({ length: registered }, (_, at) => numberAt(at * 2)),
  );
  writeLines(
    asked,
    Array.from({ length: registered }, (_, at) => numberAt(at * 2 + (at % 3))),
  );
  writeLines(secret, [Buffer.alloc(32, 3).toString('base64')]);
  dnd(here, policy, 'import', list, '--refuse', 'all', '--write');
  const answer = join(dataDir, 'answer.json');
  writeLines(answer, [
    dnd(here, policy, 'lookup', numberAt(0), '--category', 'FIN_CREDIT', '--channel', 'VOICE', '--sender', 'DEMO'),
  ]);

  const first = join(dataDir, 'first');
  dnd(here, policy, 'registry', 'export', '--to', first, '--signing-keys', secret);
  const jwks = join(first, 'jwks.json');
  expect(dnd(dataDir, policy, 'verify', join(first, 'manifest.json'), '--jwks', jwks)).toMatch(/^VALID.*SAME$/ms);
  dnd(there, policy, 'registry', 'import', first, '--jwks', jwks, '--signing-keys', secret, '--write');

  expect(dnd(there, policy, 'audit')).toContain(', 0 findings');
  expect(dnd(there, policy, 'statistics', 'recount')).toContain(', 0 differ');
  expect(dnd(there, policy, 'verify', answer)).toMatch(/^VALID/);
  const second = join(dataDir, 'second');
  dnd(there, policy, 'registry', 'export', '--to', second);
  expect(partsIn(second)).toEqual(partsIn(first));
  expect(scrubbed(there)).toEqual(scrubbed(here));
}, 120_000);
