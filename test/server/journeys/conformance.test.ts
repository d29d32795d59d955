import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { describeRegistry } from '../../conformance/conformance.ts';
import type { Target, TargetClient } from '../../conformance/target.ts';
import { aggregator } from '../faults/aggregator.ts';
import { endServers, freePort, freshDataDir, serve } from '../served-registry.ts';

afterAll(endServers);

describeRegistry('Node', () => openOnNode({}, {}));
describeRegistry('Node with its numbers in three files', () => openOnNode({ DND_SHARDS: '3' }, {}));

/** The built program over a demo with one month that is over, its texts handed to an aggregator of the test's own. */
async function openOnNode(layout: Readonly<Record<string, string>>, lacks: Target['lacks']): Promise<Target> {
  const { dataDir, remove } = freshDataDir();
  const country = ['demo', '--data-dir', dataDir, '--numbers', '600', '--months', '1', '--write'];
  execFileSync(process.execPath, ['dist/cli/dnd.js', ...country], {
    env: { ...process.env, ...layout },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [port, other] = [await freePort(), await aggregator(0)];
  const environment = { ...layout, LOG_LEVEL: 'silent', SMS_LINKS: other.linksFile(dataDir) };
  let server = await serve(dataDir, port, { environment });
  const clients = JSON.parse(readFileSync(join(dataDir, 'demo', 'clients.json'), 'utf8')) as readonly TargetClient[];
  return {
    url: server.url,
    operator: clients.find(({ clientId }) => clientId === 'demo-operator') as TargetClient,
    async texts(phoneNumber) {
      return [...other.taken.values()].filter(({ to }) => to === phoneNumber).map(({ text }) => text);
    },
    handIn: (messageId, text) => other.handIn(server.url, messageId, text),
    async restart() {
      await server.kill();
      server = await serve(dataDir, port, { environment });
    },
    lacks,
    async stop() {
      await server.stop();
      await other.close();
      remove();
    },
  };
}
