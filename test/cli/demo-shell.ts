import { cpSync, mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { ensureDemo } from '../../src/node/demo.ts';
import { openRegistry } from '../../src/node/open-registry.ts';
import { settingsFrom } from '../../src/node/settings.ts';
import { type Shell, shell } from './shell.ts';

const made = new Map<string, Promise<string>>();

/** A shell over a folder in which the demo has been set up: a copy, since making one takes its time. */
export async function demoShell(policy = 'CN', folder?: string): Promise<Shell> {
  const known = made.get(policy) ?? madeDemo(policy);
  made.set(policy, known);
  const one = shell(folder);
  cpSync(await known, one.dataDir, { recursive: true });
  return one;
}

async function madeDemo(policy: string): Promise<string> {
  const dataDir = mkdtempSync(join(inject('preparedFolder'), 'demo-'));
  const settings = settingsFrom({ DATA_DIR: dataDir, POLICY: policy });
  const opened = await openRegistry(settings, Date.now, { use: 'COMMAND' });
  await ensureDemo(opened);
  await opened.close();
  return dataDir;
}
