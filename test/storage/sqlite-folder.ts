import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A path in a fresh folder of its own, gone after the test. */
export function freshFile(): string {
  const folder = mkdtempSync(join(tmpdir(), 'dnd-store-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'registry.db');
}
