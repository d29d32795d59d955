import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';

export interface OpenedByDuckdb {
  /** Puts bytes into a file; gives its path, as SQL may name it. */
  file(name: string, bytes: Uint8Array): string;
  /** Rows as arrays, integers beyond 32 bits as bigint. */
  rows(sql: string): Promise<readonly (readonly unknown[])[]>;
}

/** DuckDB in memory and a folder for it, gone after the test. */
export async function openedByDuckdb(): Promise<OpenedByDuckdb> {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-figures-'));
  const instance = await DuckDBInstance.create(':memory:');
  const connection: DuckDBConnection = await instance.connect();
  onTestFinished(() => {
    connection.closeSync();
    instance.closeSync();
    rmSync(folder, { recursive: true });
  });
  return {
    file(name, bytes) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      return path;
    },
    async rows(sql) {
      return (await connection.runAndReadAll(sql)).getRowsJS();
    },
  };
}
