import { closeSync, existsSync, fsyncSync, linkSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { syncToDisk } from '../storage/sqlite/sync-to-disk.ts';

/**
 * Makes a file for its owner alone. It is there whole or not at all, and one that is there already stays: of several
 * processes that make it at once, all read what the first one wrote.
 */
export function placeOnce(file: string, content: string | Uint8Array): void {
  if (existsSync(file)) return;
  const draft = `${file}.${crypto.randomUUID()}`;
  try {
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    linkSync(draft, file);
    syncToDisk(dirname(file));
  } catch (error) {
    if (!existsSync(file)) throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}
