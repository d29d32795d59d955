import { closeSync, existsSync, openSync, realpathSync, writeSync } from 'node:fs';
import { WrongUsage } from '../failure.ts';
import type { Rejection } from './row-reader.ts';
import type { Row } from './rows.ts';

/** Where rejected rows go, for their sender to mend: CSV of line, reason and the cell or record, for its owner alone. */
export interface RejectedFile {
  add(row: Row, reason: Rejection): void;
  close(): void;
}

const bufferedCharactersMax = 64 * 1_024;

export function rejectedFile(file: string, source: string): RejectedFile {
  if (existsSync(file) && existsSync(source) && realpathSync(file) === realpathSync(source)) {
    throw new WrongUsage(`--rejected: ${file} is the list itself`);
  }
  const descriptor = openSync(file, 'w', 0o600);
  let waiting = 'line,reason,value\n';
  const flush = (): void => {
    writeSync(descriptor, waiting);
    waiting = '';
  };
  return {
    add({ line, text }, reason) {
      waiting += `${line},${reason},"${text.replaceAll('"', '""')}"\n`;
      if (waiting.length > bufferedCharactersMax) flush();
    },
    close() {
      flush();
      closeSync(descriptor);
    },
  };
}
