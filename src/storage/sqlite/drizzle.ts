import { createRequire } from 'node:module';

/*
 * Drizzle's ES modules take 500 ms to load and its CommonJS ones 65: for each of its files Node parses the 450
 * exports of its package anew. Store and writer thread both wait for it, so it is required.
 */
const load = createRequire(import.meta.url);
const orm = load('drizzle-orm') as typeof import('drizzle-orm');
const core = load('drizzle-orm/sqlite-core') as typeof import('drizzle-orm/sqlite-core');
const driver = load('drizzle-orm/better-sqlite3') as typeof import('drizzle-orm/better-sqlite3');
const migrator = load('drizzle-orm/migrator') as typeof import('drizzle-orm/migrator');

export const { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, lt, lte, max, sql } = orm;
export const { customType, index, integer, primaryKey, sqliteTable, text, uniqueIndex } = core;
export const { drizzle } = driver;
export const { readMigrationFiles } = migrator;
