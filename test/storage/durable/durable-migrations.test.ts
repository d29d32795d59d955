import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { durableMigrations, migrationFiles } from '../../../src/storage/durable/durable-migrations.ts';
import { migrationsHere } from '../../../src/storage/sqlite/migrations.ts';
import { sha256 } from '../../../src/storage/sqlite/sha256.ts';

test('a Worker brings every migration, in the order and with the times of the journal', () => {
  const files = readdirSync('drizzle').filter((name) => name.endsWith('.sql'));
  const texts = files.sort().map((name) => readFileSync(`drizzle/${name}`, 'utf8'));
  expect(migrationFiles.map(({ text }) => text)).toEqual(texts);
  expect(durableMigrations(sha256)).toEqual(migrationsHere());
});
