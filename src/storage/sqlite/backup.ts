import { existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { Fault } from '../../core/fault.ts';
import { shortRecords } from '../sql/schema.ts';
import { type ShortRecordKind, shortRecordKinds } from '../store.ts';
import { createPrivateFile, openCopyForWriting, openForReading } from './connection.ts';
import { drizzle, inArray } from './drizzle.ts';
import { syncToDisk } from './sync-to-disk.ts';

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
  if (existsSync(to)) throw fileExists();
  const partial = `${to}.${crypto.randomUUID()}.partial`;
  try {
    createPrivateFile(partial);
    const source = openForReading(file);
    try {
      source.prepare('VACUUM INTO ?').run(partial);
    } finally {
      source.close();
    }
    dropShortRecords(partial, signingSecrets ? shortLived : [...shortLived, 'SIGNING_SECRET']);
    syncToDisk(partial);
    name(partial, to);
  } finally {
    for (const leftover of [partial, `${partial}-journal`]) rmSync(leftover, { force: true });
  }
  syncToDisk(dirname(to));
}

/** By a link, which overwrites nothing: of two backups to one place the first to be complete gets the name. */
function name(complete: string, to: string): void {
  try {
    linkSync(complete, to);
  } catch (error) {
    if (existsSync(to)) throw fileExists(error);
    // Some file systems have no links.
    renameSync(complete, to);
  }
}

function fileExists(cause?: unknown): Fault {
  return new Fault('ALREADY_EXISTS', 'The file to write the backup to exists.', { cause });
}

/** Canaries are sealed, and signals name nobody's number: both are wanted in a registry that was restored. */
const kept: readonly ShortRecordKind[] = ['SIGNING_SECRET', 'CANARY', 'ABUSE_SIGNAL'];
const shortLived = shortRecordKinds.filter((kind) => !kept.includes(kind));

/** The second VACUUM writes every page anew: a deleted row would stay readable in the free space. */
function dropShortRecords(copy: string, kinds: readonly ShortRecordKind[]): void {
  const connection = openCopyForWriting(copy);
  try {
    drizzle(connection)
      .delete(shortRecords)
      .where(inArray(shortRecords.kind, [...kinds]))
      .run();
    connection.exec('VACUUM');
  } finally {
    connection.close();
  }
}
