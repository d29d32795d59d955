import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { syncToDisk } from '../storage/sqlite/sync-to-disk.ts';
import { placeOnce } from './place-once.ts';
import type { Settings } from './settings.ts';

/** Where a registry lives on disk. */
export interface DataFolder {
  /** Of the directory, and of the numbers where they are in no files of their own. */
  readonly databaseFile: string;
  /** A file of numbers, by its place from 1. */
  readonly shardFile: (place: number) => string;
  /** Lists that organisations sent, and what became of them. */
  readonly scrubFolder: string;
  /** Files of wishes that carriers sent, and their answers. */
  readonly carrierFileFolder: string;
  readonly demoFolder: string;
  readonly clientsFile: string;
  /** Every text that the demo would have sent, a line each. */
  readonly outboxFile: string;
}

export function dataFolder(dataDir: string): DataFolder {
  const demoFolder = join(dataDir, 'demo');
  return {
    databaseFile: join(dataDir, 'registry.sqlite'),
    shardFile: (place) => join(dataDir, `shard-${place}.sqlite`),
    scrubFolder: join(dataDir, 'scrubs'),
    carrierFileFolder: join(dataDir, 'carrier-files'),
    demoFolder,
    clientsFile: join(demoFolder, 'clients.json'),
    outboxFile: join(demoFolder, 'outbox.jsonl'),
  };
}

/** Makes the folder and shuts it for everybody else (0700), also where it was open. */
export function makeDataFolder({ dataDir, mode }: Settings): DataFolder {
  const folder = dataFolder(dataDir);
  const made = mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  if (made !== undefined) syncToDisk(dirname(made));
  if (mode === 'demo') mkdirSync(folder.demoFolder, { recursive: true, mode: 0o700 });
  return folder;
}

/** The pepper of the settings; in demo mode one that is made up once and kept in the folder. */
export function pepperOf(settings: Settings, { demoFolder }: DataFolder): Uint8Array {
  if (settings.pepper !== undefined) return settings.pepper;
  const file = join(demoFolder, 'pepper');
  placeOnce(file, randomBytes(32));
  return readFileSync(file);
}
