import { readFileSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { refuseAll } from '../../../src/core/preferences.ts';
import { auditStore } from '../../../src/storage/sqlite/audit.ts';
import { openSqliteStore } from '../../../src/storage/sqlite/sqlite-store.ts';
import { importOf, noVoice, numberChange, policySet, preferencesSet, senderRefused } from '../made-up.ts';
import { freshFile } from '../sqlite-folder.ts';

/** A store with something of everything; position 1 is an import, 2 and 4 are number 1's, 3 and 6 an entity's. */
async function madeFile(): Promise<Uint8Array> {
  const file = freshFile();
  const store = await openSqliteStore({ file });
  await store.importBlock(importOf('b1', [refuseAll, [1, 2, 3]], [noVoice, [4]]));
  await store.append([preferencesSet(1, 1), policySet(0, 'CN-2026.1'), senderRefused(1, 2, 'acme')]);
  await store.append([preferencesSet(20_000, 0, noVoice), policySet(3, 'CN-2026.2')]);
  await store.close();
  return readFileSync(file);
}

let made: Uint8Array | undefined;

/** A copy of its own for each test: opening a store takes longer than all the tampering. */
async function storeFile(): Promise<string> {
  made ??= await madeFile();
  const file = freshFile();
  writeFileSync(file, made);
  return file;
}

test('a store that only its writer touched has no finding', async () => {
  expect(auditStore(await storeFile())).toEqual({ head: 6, blocks: 2, findings: [] });
});

test.each([
  ['an actor rewritten', 'leaf hash', "UPDATE changes SET actor = 'somebody' WHERE position = 2"],
  [
    'preferences rewritten',
    'leaf hash',
    "UPDATE changes SET event = replace(event, 'REFUSE_ALL', 'LAW') WHERE position = 2",
  ],
  [
    'a byte of a salt flipped',
    'leaf hash',
    "UPDATE changes SET salt = (CASE hex(substr(salt, 1, 1)) WHEN '00' THEN x'01' ELSE x'00' END) || substr(salt, 2) WHERE position = 3",
  ],
  ['a leaf hash replaced', 'leaf hash', 'UPDATE changes SET leaf_hash = zeroblob(32) WHERE position = 4'],
  ['an entry deleted', 'entries are missing', 'DELETE FROM changes WHERE position = 3'],
  ['the last entry of a number deleted', 'entries are missing', 'DELETE FROM changes WHERE position = 5'],
  [
    'an entry that follows the wrong one',
    'follows 3, but the number',
    'UPDATE changes SET follows = 3 WHERE position = 4',
  ],
  [
    "an entity's entry that follows the wrong one",
    "but the entity's last entry",
    'UPDATE changes SET follows = 2 WHERE position = 6',
  ],
  ['an entry given to another number', 'leaf hash', 'UPDATE changes SET number = number + 1 WHERE position = 5'],
  ['a resulting state replaced', 'another resulting state', 'UPDATE changes SET state = 2 WHERE position = 2'],
  ['an interned state rewritten', 'its state is not', "UPDATE states SET state = replace(state, 'REFUSE_ALL', 'LAW')"],
  ['a recent row changed', 'its state is not', 'UPDATE recent SET state = 1 WHERE state = 2'],
  ['a recent row deleted', 'its state is not', 'DELETE FROM recent'],
  ['a recent row invented', 'its state is not', 'INSERT INTO recent SELECT number + 1, state FROM recent LIMIT 1'],
  ['an image deleted', 'its state is not', 'DELETE FROM images'],
  ['an image broken', 'cannot be read', "UPDATE images SET image = x'00'"],
  ['a detail changed', 'its detail is not', "UPDATE details SET detail = replace(detail, 'acme', 'zeta')"],
  ['a detail deleted', 'its detail is not', 'DELETE FROM details'],
  [
    'a detail invented',
    'has a detail and no entry',
    'INSERT INTO details (number, detail) SELECT number + 5, detail FROM details',
  ],
  [
    'an entity changed',
    'the document is not',
    "UPDATE entities SET document = replace(document, 'CN-2026.2', 'CN-2026.1')",
  ],
  ['an entity moved back', 'stands at 3, in the log at 6', 'UPDATE entities SET position = 3'],
  ['an entity deleted', 'nowhere else', 'DELETE FROM entities'],
  ['an entity invented', 'in the log at 0', "INSERT INTO entities VALUES ('POLICY', 'other', 6, '{}')"],
  [
    'an imported set rewritten',
    'the root is not',
    "UPDATE import_rows SET sets = replace(sets, 'REFUSE_ALL', 'REFUSE_EXCEPT')",
  ],
  ['salts of rows replaced', 'the root is not', 'UPDATE import_rows SET salts = zeroblob(length(salts))'],
  ['the rows of an import deleted', 'cannot be read', 'DELETE FROM import_rows'],
  [
    'rows without an entry',
    'no entry commits to',
    'INSERT INTO import_rows SELECT 2, rows, rows_root, sets, places, salts FROM import_rows',
  ],
  ['a block taken out of the directory', 'not in the directory', 'DELETE FROM blocks WHERE last_import = 0'],
  [
    'an entry taken out of its bulk assertion',
    'another assertion',
    "UPDATE changes SET batch_id = 'x' WHERE position = 2",
  ],
  ['a last import moved', 'last import 0, in the log 1', 'UPDATE blocks SET last_import = 0'],
])('%s is found: %s', async (_, problem, tampering) => {
  const file = await storeFile();
  const connection = new Database(file);
  expect(connection.prepare(tampering).run().changes).toBeGreaterThan(0);
  connection.close();
  const problems = auditStore(file).findings.map((finding) => finding.problem);
  expect(problems).toContainEqual(expect.stringContaining(problem));
});

/** Position 1 is an import, 2 and 3 are number 4's and erased by 4, of which 5 is a report of the line. */
async function erasedFile(): Promise<Uint8Array> {
  const file = freshFile();
  const store = await openSqliteStore({ file });
  const ported = { kind: 'NUMBER_PORTED', occurredAt: 5, servingCarrier: 'south' } as const;
  const erased = { kind: 'RECORD_ERASED', after: 0, service: 'IN_SERVICE', tenures: [] } as const;
  await store.importBlock(importOf('b1', [refuseAll, [1, 2, 3]], [noVoice, [4]]));
  await store.append([senderRefused(4, 1, 'acme'), numberChange(4, 2, ported), numberChange(4, 3, erased)]);
  await store.append([preferencesSet(1, 1)]);
  await store.close();
  return readFileSync(file);
}

let erased: Uint8Array | undefined;

test.each([
  ['nothing', undefined, ''],
  [
    'an entry blanked that nobody erased',
    'has not erased it',
    "UPDATE changes SET at = 0, actor = '', way_in = NULL, proof = NULL, event = NULL, state = NULL, salt = x'' WHERE position = 5",
  ],
  ['an erased entry that is not blank', 'not wholly', "UPDATE changes SET actor = 'subscriber' WHERE position = 2"],
  ['an erased entry with a salt', 'not wholly', "UPDATE changes SET salt = x'00' WHERE position = 2"],
  ['a past state that nobody erased', 'another resulting state', 'UPDATE changes SET state = NULL WHERE position = 5'],
  ['a past state brought back', 'another resulting state', 'UPDATE changes SET state = 1 WHERE position = 3'],
  ['the erasure deleted', 'has not erased it', 'DELETE FROM changes WHERE position = 4'],
  ['an erasure of less', 'leaf hash', `UPDATE changes SET event = replace(event, '"after":0', '"after":2')`],
  ['the leaf of an erased row replaced', 'the root is not', 'UPDATE erased_rows SET leaf_hash = zeroblob(32)'],
  ['the leaf of an erased row deleted', 'rows are missing', 'DELETE FROM erased_rows'],
  [
    'an entry brought back',
    'erased at 4, and still legible',
    `UPDATE changes SET event = '{"brand":"acme","kind":"SENDER_REFUSED"}', actor = 'subscriber', way_in = 'API', proof = 'OTP' WHERE position = 2`,
  ],
  ['an erased row given to another number', 'has not erased it', 'UPDATE erased_rows SET number = number + 1'],
  [
    'an erased row invented',
    'no entry commits to',
    'INSERT INTO erased_rows SELECT position + 1, number, leaf_hash FROM erased_rows',
  ],
])('where entries were erased, %s is found: %s', async (_, problem, tampering) => {
  erased ??= await erasedFile();
  const file = freshFile();
  writeFileSync(file, erased);
  const connection = new Database(file);
  if (problem !== undefined) expect(connection.prepare(tampering).run().changes).toBeGreaterThan(0);
  connection.close();
  const problems = auditStore(file).findings.map((finding) => finding.problem);
  if (problem === undefined) expect(problems).toEqual([]);
  else expect(problems).toContainEqual(expect.stringContaining(problem));
});

test('findings name no number', async () => {
  const file = await storeFile();
  const connection = new Database(file);
  connection.exec('DELETE FROM details; DELETE FROM recent');
  connection.close();
  const text = JSON.stringify(auditStore(file).findings);
  expect(text).toContain('+86');
  expect(text).not.toMatch(/\d{12}/);
});
