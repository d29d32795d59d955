import type { ObjectStorage } from './object-storage.ts';

/**
 * Made where they are missing, and not by the migrations of the registry: they are facts about objects in a bucket,
 * none of the registry's. A registry that moves to another place takes its log along and leaves these behind.
 */
const versions: readonly (readonly string[])[] = [
  [
    `CREATE TABLE files_streams (stream TEXT PRIMARY KEY, part_bytes INTEGER NOT NULL, bytes INTEGER NOT NULL)
      WITHOUT ROWID`,
    `CREATE TABLE files_parts (stream TEXT NOT NULL, part INTEGER NOT NULL, revision TEXT NOT NULL,
      PRIMARY KEY (stream, part)) WITHOUT ROWID`,
    'CREATE TABLE files_doomed (key TEXT PRIMARY KEY) WITHOUT ROWID',
    `CREATE TABLE files_names (owner TEXT NOT NULL, name TEXT NOT NULL, stream TEXT NOT NULL,
      PRIMARY KEY (owner, name)) WITHOUT ROWID`,
    'CREATE INDEX files_names_by_stream ON files_names (stream)',
    `CREATE TABLE files_scrubs (scrub_id TEXT PRIMARY KEY, job TEXT NOT NULL, is_complete INTEGER NOT NULL DEFAULT 0,
      run TEXT, ended TEXT, cancelled_at INTEGER, claims INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID`,
    `CREATE INDEX files_scrubs_unended ON files_scrubs (scrub_id) WHERE ended IS NULL AND cancelled_at IS NULL`,
    `CREATE TABLE files_carrier (organisation_id TEXT NOT NULL, name TEXT NOT NULL, place TEXT NOT NULL,
      file TEXT NOT NULL, opened_at INTEGER NOT NULL, is_received INTEGER NOT NULL DEFAULT 0, checkpoint TEXT,
      ended TEXT, result_from INTEGER, PRIMARY KEY (organisation_id, name)) WITHOUT ROWID`,
    'CREATE INDEX files_carrier_by_day ON files_carrier (organisation_id, place)',
    'CREATE INDEX files_carrier_results ON files_carrier (result_from) WHERE result_from IS NOT NULL',
    `CREATE INDEX files_carrier_waiting ON files_carrier (organisation_id, place)
      WHERE is_received = 1 AND ended IS NULL`,
  ],
];

/** Throws where a later version of the program was here. */
export function makeFileTables(storage: ObjectStorage): void {
  const { sql } = storage;
  storage.transactionSync(() => {
    sql.exec('CREATE TABLE IF NOT EXISTS files_version (version INTEGER NOT NULL)');
    const [made] = sql.exec<{ version: number }>('SELECT version FROM files_version').toArray();
    const version = made?.version ?? 0;
    if (version > versions.length)
      throw new Error(`files are of version ${version}, and known up to ${versions.length}`);
    if (version === versions.length) return;
    for (const statement of versions.slice(version).flat()) sql.exec(statement);
    sql.exec('DELETE FROM files_version');
    sql.exec('INSERT INTO files_version (version) VALUES (?)', versions.length);
  });
}
