import { and, asc, count, desc, eq, gt, gte, inArray, isNotNull, lt, lte, max, notInArray, or, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { customType, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** What is used of Drizzle: the build packs it, and nothing else of it, into `drizzle-packed.cjs` beside this one. */
export const used = {
  ...{ and, asc, count, desc, eq, gt, gte, inArray, isNotNull, lt, lte, max, notInArray, or, sql },
  ...{ customType, index, integer, primaryKey, sqliteTable, text, uniqueIndex },
  ...{ drizzle, readMigrationFiles },
};
