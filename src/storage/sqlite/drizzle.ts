import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type * as Drizzle from './drizzle-packed.ts';

/*
 * Drizzle's ES modules take 500 ms to load, since Node parses the 450 exports of its package anew for each of its
 * files, its CommonJS ones 90, and what the build packs of it 10. Every command waits for it, and every writer thread.
 * On Node this file is also what `#drizzle` names.
 */
const load = createRequire(import.meta.url);
const packed = fileURLToPath(new URL('./drizzle-packed.cjs', import.meta.url));
const parts = ['drizzle-orm', 'drizzle-orm/better-sqlite3', 'drizzle-orm/migrator', 'drizzle-orm/sqlite-core'];
const used: typeof Drizzle.used = existsSync(packed)
  ? (load(packed) as typeof Drizzle).used
  : Object.assign({}, ...parts.map((part) => load(part) as object));

export const { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, lt, lte, max, notInArray, or, sql } = used;
export const { customType, index, integer, primaryKey, sqliteTable, text, uniqueIndex } = used;
export const { drizzle, readMigrationFiles } = used;
