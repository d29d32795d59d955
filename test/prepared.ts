import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** A folder for what tests of several files copy instead of making it again; gone after the run. */
    readonly preparedFolder: string;
  }
}

const sqlite = 'src/storage/sqlite';

/**
 * Packs of Drizzle what is used, as the build does: every store has a thread that loads it, in 80 ms of processor time
 * instead of 200.
 */
export function packDrizzle(): void {
  const [packed, part] = [`${sqlite}/drizzle-packed.cjs`, `${sqlite}/drizzle-packed.${process.pid}.cjs`];
  buildSync({
    entryPoints: [`${sqlite}/drizzle-packed.ts`],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['better-sqlite3'],
    outfile: part,
  });
  renameSync(part, packed);
}

export function setup(project: TestProject): () => void {
  packDrizzle();
  const folder = mkdtempSync(join(project.config.env['TMPDIR'] ?? tmpdir(), 'dnd-prepared-'));
  project.provide('preparedFolder', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
