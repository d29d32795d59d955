import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { ensureDemo } from '../../../src/node/demo.ts';
import { startServer } from '../../../src/node/http-server.ts';
import { openRegistry } from '../../../src/node/open-registry.ts';
import { settingsFrom } from '../../../src/node/settings.ts';
import { readTextQueue, type TextQueueReport } from '../../../src/registry/texts/outgoing/read-text-queue.ts';
import { operatorAtConsole } from '../../../src/runtime/operator-at-console.ts';

/** The registry’s number in India. */
export const registryNumber = '1909';

/** India’s registry, served in this process with one link, as `demo-carrier`; resolves to how its queue stands. */
export async function linkedRegistry(port: number, link: object): Promise<() => Promise<TextQueueReport>> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-kannel-data-'));
  onTestFinished(() => rmSync(dataDir, { recursive: true }));
  const file = join(dataDir, 'links.json');
  const common = { name: 'kannel', organisation: 'demo-carrier', numbers: [registryNumber] };
  writeFileSync(file, JSON.stringify({ links: [{ ...common, ...link }] }), { mode: 0o600 });
  const settings = settingsFrom({ DATA_DIR: dataDir, POLICY: 'IN', PORT: String(port), SMS_LINKS: file });
  const opened = await openRegistry(settings);
  await ensureDemo(opened);
  const silent = (): void => undefined;
  const server = await startServer(opened, settings, { info: silent, warn: silent, error: silent });
  onTestFinished(async () => {
    await server.close();
    await opened.close();
  });
  return async () => {
    await opened.registry.counts.flush();
    return readTextQueue(opened.registry, operatorAtConsole);
  };
}
