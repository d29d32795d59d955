import registry from '../../../drizzle/0000_registry.sql';
import bulkAssertions from '../../../drizzle/0001_bulk_assertions.sql';
import erasures from '../../../drizzle/0002_erasures.sql';
import tallies from '../../../drizzle/0003_tallies.sql';
import tallyJournal from '../../../drizzle/0004_tally_journal.sql';
import type { Sha256 } from '../leaf-hash.ts';
import type { Migration } from '../sql/apply-migrations.ts';

/**
 * The files of `drizzle/` with the times that its journal (`meta/_journal.json`) says, since a Worker has no folder to
 * read at run time. Whoever makes a migration (`npm run migrations`) adds it here: a test fails until then.
 */
export const migrationFiles: readonly { readonly millis: number; readonly text: string }[] = [
  { millis: 1_795_311_018_728, text: registry },
  { millis: 1_795_323_697_693, text: bulkAssertions },
  { millis: 1_795_355_732_373, text: erasures },
  { millis: 1_795_367_000_000, text: tallies },
  { millis: 1_795_369_042_163, text: tallyJournal },
];

/** The same hashes and statements as Drizzle reads from the files on Node. */
export function durableMigrations(sha256: Sha256): readonly Migration[] {
  const utf8 = new TextEncoder();
  return migrationFiles.map(({ millis, text }) => ({
    millis,
    hash: hexadecimal(sha256(utf8.encode(text))),
    statements: text.split('--> statement-breakpoint'),
  }));
}

function hexadecimal(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
