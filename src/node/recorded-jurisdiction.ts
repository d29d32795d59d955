import { existsSync } from 'node:fs';
import { openForReading } from '../storage/sqlite/connection.ts';

/** The jurisdiction that a registry was made for, whatever version made it; undefined where there is none yet. */
export function recordedJurisdiction(databaseFile: string): string | undefined {
  if (!existsSync(databaseFile)) return undefined;
  const connection = openForReading(databaseFile);
  try {
    const table = connection.prepare("SELECT 1 FROM sqlite_master WHERE name = 'entities'").get();
    if (table === undefined) return undefined;
    const document = connection
      .prepare<[], string>("SELECT document FROM entities WHERE kind = 'POLICY' AND id = 'current'")
      .pluck()
      .get();
    if (document === undefined) return undefined;
    return (JSON.parse(document) as { readonly policyId: string }).policyId.split('-')[0];
  } finally {
    connection.close();
  }
}
