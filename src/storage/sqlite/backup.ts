import { existsSync, linkSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type Database from 'better-sqlite3';
import { Fault } from '../../core/fault.ts';
import { shortRecords } from '../sql/schema.ts';
import { type ShortRecordKind, shortRecordKinds } from '../store.ts';
import { createPrivateFile, openCopyForWriting, openForReading, openForWriting } from './connection.ts';
import { drizzle, inArray } from './drizzle.ts';
import { syncToDisk } from './sync-to-disk.ts';
import { WriteLock } from './write-lock.ts';

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
    dropShortRecords(partial, droppedKinds(signingSecrets));
    syncToDisk(partial);
    name(partial, to);
  } finally {
    for (const leftover of [partial, `${partial}-journal`]) rmSync(leftover, { force: true });
  }
  syncToDisk(dirname(to));
}

/**
 * The same of stores that belong together, all as they stand at one moment: into a folder that must not exist yet, in
 * files of the same names. Nobody can write for as long as it takes to begin to read them all.
 */
export async function backupTogether(
  files: readonly string[],
  to: string,
  { signingSecrets }: BackupOptions,
): Promise<void> {
  if (existsSync(to)) throw fileExists();
  const partial = `${to}.${crypto.randomUUID()}.partial`;
  mkdirSync(partial, { mode: 0o700 });
  const sources = readTogether(files);
  try {
    for (const [place, source] of sources.entries()) {
      const copy = join(partial, basename(files[place] as string));
      createPrivateFile(copy);
      await source.backup(copy);
      dropShortRecords(copy, droppedKinds(signingSecrets));
      syncToDisk(copy);
    }
    syncToDisk(partial);
    if (existsSync(to)) throw fileExists();
    renameSync(partial, to);
  } finally {
    for (const source of sources) source.close();
    rmSync(partial, { recursive: true, force: true });
  }
  syncToDisk(dirname(to));
}

/** Connections that see their files as of one moment. */
function readTogether(files: readonly string[]): readonly Database.Database[] {
  const writers: Database.Database[] = [];
  const readers: Database.Database[] = [];
  try {
    for (const file of files) {
      const writer = openForWriting(file);
      writers.push(writer);
      new WriteLock(writer).take();
    }
    for (const file of files) {
      const reader = openForReading(file);
      readers.push(reader);
      reader.exec('BEGIN');
      // A transaction sees the file as of its first read.
      reader.prepare('SELECT 1 FROM sqlite_master').get();
    }
    return readers;
  } catch (error) {
    for (const reader of readers) reader.close();
    throw error;
  } finally {
    for (const writer of writers) writer.close();
  }
}

function droppedKinds(signingSecrets: boolean): readonly ShortRecordKind[] {
  return signingSecrets ? shortLived : [...shortLived, 'SIGNING_SECRET'];
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
  return new Fault('ALREADY_EXISTS', 'The file or folder to write the backup to exists.', { cause });
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
