import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Fault } from '../../core/fault.ts';
import { type ShortRecordKind, shortRecordKinds } from '../store.ts';
import { createPrivateFile, openForReading } from './connection.ts';
import { drizzle, inArray } from './drizzle.ts';
import { shortRecords } from './schema.ts';

export interface BackupOptions {
  /** Whether the registry's private signing keys go into the copy. */
  readonly signingSecrets: boolean;
}

/**
 * Copies a store as it stands at one moment, also while it is served, into a file that must not exist yet; the copy
 * gets its name only when it is complete and on the disk. Sessions, codes, texts and whatever else lives for minutes
 * stay out of it. Fault ALREADY_EXISTS where there is such a file.
 */
export function backupSqlite(file: string, to: string, { signingSecrets }: BackupOptions): void {
  const partial = `${to}.partial`;
  rmSync(partial, { force: true });
  claim(to);
  try {
    createPrivateFile(partial);
    const source = openForReading(file);
    try {
      source.prepare('VACUUM INTO ?').run(partial);
    } finally {
      source.close();
    }
    dropShortRecords(partial, signingSecrets ? shortLived : shortRecordKinds);
    syncToDisk(partial);
    renameSync(partial, to);
    syncToDisk(dirname(to));
  } catch (error) {
    for (const leftover of [to, partial, `${partial}-journal`]) rmSync(leftover, { force: true });
    throw error;
  }
}

/** Takes the name, so that of two backups to one place only one goes ahead. */
function claim(to: string): void {
  try {
    closeSync(openSync(to, 'wx', 0o600));
  } catch (cause) {
    throw new Fault('ALREADY_EXISTS', 'The file to write the backup to exists, or its folder does not.', { cause });
  }
}

const shortLived = shortRecordKinds.filter((kind) => kind !== 'SIGNING_SECRET');

/** The second VACUUM writes every page anew: a deleted row would stay readable in the free space. */
function dropShortRecords(copy: string, kinds: readonly ShortRecordKind[]): void {
  const connection = new Database(copy);
  try {
    connection.pragma('journal_mode = MEMORY');
    drizzle(connection)
      .delete(shortRecords)
      .where(inArray(shortRecords.kind, [...kinds]))
      .run();
    connection.exec('VACUUM');
  } finally {
    connection.close();
  }
}

function syncToDisk(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
