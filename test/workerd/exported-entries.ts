import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** A log of an export, an entry a line, with salts and leaf hashes. */
export function exportedEntries(folder: string, logId: string = 'log'): readonly string[] {
  const ofLog = new RegExp(`^${logId}-\\d{6}-entries`);
  const names = readdirSync(folder)
    .filter((name) => ofLog.test(name))
    .sort();
  return names.flatMap((name) =>
    gunzipSync(readFileSync(join(folder, name)))
      .toString()
      .trimEnd()
      .split('\n'),
  );
}
