import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { ensureDemo } from '../../src/node/demo.ts';
import { openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { type Shell, shell } from './shell.ts';

const made = new Map<string, Promise<string>>();

/** A shell over a folder of its own in which the demo has been set up: a copy, since making one takes a second. */
export async function demoShell(policy = 'CN'): Promise<Shell> {
  const known = made.get(policy) ?? madeDemo(policy);
  made.set(policy, known);
  const one = shell();
  cpSync(await known, one.dataDir, { recursive: true });
  return one;
}

async function madeDemo(policy: string): Promise<string> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-demo-'));
  const opened = await openRegistry(settingsFrom({ DATA_DIR: dataDir, POLICY: policy }));
  await ensureDemo(opened);
  await opened.close();
  return dataDir;
}

afterAll(async () => {
  for (const dataDir of made.values()) rmSync(await dataDir, { recursive: true, force: true });
});
