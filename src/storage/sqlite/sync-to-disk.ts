import { closeSync, fsyncSync, openSync } from 'node:fs';

/** What a file holds, or which names a folder holds, survives the loss of power when this returns. */
export function syncToDisk(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
