import { drizzle } from 'drizzle-orm/better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import * as neutral from '../sql/drizzle.ts';

/** What is used of Drizzle: the build packs it, and nothing else of it, into `drizzle-packed.cjs` beside this one. */
export const used = { ...neutral, drizzle, readMigrationFiles };
