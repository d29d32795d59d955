import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target, TargetClient } from '../conformance/target.ts';
import { aggregator } from '../server/faults/aggregator.ts';
import { freePort } from '../server/served-registry.ts';
import { runRegistry } from './running-registry.ts';

/** The worker as wrangler runs it over a folder, its texts handed to an aggregator of the test's own. */
export async function openInWorkerd(layout: Readonly<Record<string, string>>, lacks: Target['lacks']): Promise<Target> {
  const dataDir = mkdtempSync(join(tmpdir(), 'dnd-workerd-'));
  const [port, other] = [await freePort(), await aggregator(0)];
  const links = readFileSync(other.linksFile(dataDir), 'utf8');
  const registry = await runRegistry(dataDir, port, { ...layout, LOG_LEVEL: 'warn', SMS_LINKS: links });
  const clients = JSON.parse(readFileSync(registry.clientsFile, 'utf8')) as readonly TargetClient[];
  return {
    url: registry.url,
    operator: clients.find(({ clientId }) => clientId === 'demo-operator') as TargetClient,
    async texts(phoneNumber) {
      return [...other.taken.values()].filter(({ to }) => to === phoneNumber).map(({ text }) => text);
    },
    handIn: (messageId, text) => other.handIn(registry.url, messageId, text),
    async restart() {
      await registry.kill();
      await registry.restart();
    },
    lacks: { ...lacks, RELEASES: 'a registry in workerd begins empty, and no month of it is over' },
    async stop() {
      await registry.kill();
      await other.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
