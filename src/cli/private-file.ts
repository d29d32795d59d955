import { realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';

/**
 * Writes a file for its owner alone, in place of one that is there: whoever may read that one, or has it open, does not
 * see the new one. What is no file, such as a pipe, is written to as it is.
 */
export function writePrivateFile(path: string, text: string): void {
  const known = statSync(path, { throwIfNoEntry: false });
  if (known !== undefined && !known.isFile()) {
    writeFileSync(path, text);
    return;
  }
  const file = known === undefined ? path : realpathSync(path);
  const draft = `${file}.${crypto.randomUUID()}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}
