import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** The log of an export, an entry a line, with salts and leaf hashes. */
export function exportedEntries(folder: string): readonly string[] {
  const names = readdirSync(folder)
    .filter((name) => name.includes('-entries'))
    .sort();
  return names.flatMap((name) =>
    gunzipSync(readFileSync(join(folder, name)))
      .toString()
      .trimEnd()
      .split('\n'),
  );
}
