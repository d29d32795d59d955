import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { ensureDemo } from '../../node/demo.ts';
import { demoEnquiry } from '../../node/demo-enquiry.ts';
import { type RunningServer, startServer } from '../../node/http-server.ts';
import { operatorLog } from '../../node/log.ts';
import { type OpenedRegistry, openRegistry } from '../../node/open-registry.ts';
import { type Settings, settingWords } from '../../node/settings.ts';
import { type FolderOptions, settingsOf, withFolderOption } from '../folder.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { type DemoWelcome, welcomeText } from '../welcome.ts';
import { startWorkerServers } from '../worker-servers.ts';

interface ServeOptions extends FolderOptions {
  readonly workers?: string;
}

export function defineServe(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .option('--workers <count>', 'server processes on the one port; overrides WORKERS')
    .addHelpText('after', `\nSettings, from the environment:\n${tableText(settingWords)}`)
    .action(async ({ workers, ...options }: ServeOptions) => {
      const environment = { ...terminal.environment, ...(workers === undefined ? {} : { WORKERS: workers }) };
      const settings = settingsOf({ ...terminal, environment }, options);
      if (settings.workers === 1) await serveAlone(settings, terminal);
      else await serveWithWorkers(settings, terminal);
    });
}

async function serveAlone(settings: Settings, terminal: Terminal): Promise<void> {
  const opened = await openRegistry(settings, terminal.now);
  try {
    if (opened.registry.demo) await ensureDemo(opened);
    // Listened for before anybody can reach the server: a signal in between would end it in disorder.
    const stopped = terminal.untilStopped();
    const server = await startServer(opened, settings, operatorLog(settings));
    terminal.out(welcome(server, opened, terminal));
    await stopped;
    await closed(server, terminal);
  } finally {
    await opened.close();
  }
}

/** What must happen once, tables and keys and the demo, happens here; the workers find it done. */
async function serveWithWorkers(settings: Settings, terminal: Terminal): Promise<void> {
  const opened = await openRegistry(settings, terminal.now);
  try {
    if (opened.registry.demo) await ensureDemo(opened);
  } finally {
    await opened.close();
  }
  const stopped = terminal.untilStopped();
  const servers = await startWorkerServers(settings, operatorLog(settings));
  terminal.out(welcome(servers, opened, terminal));
  try {
    await Promise.race([stopped, servers.failed]);
  } finally {
    await closed(servers, terminal);
  }
}

async function closed(server: RunningServer, terminal: Terminal): Promise<void> {
  terminal.note('Stopping: what was accepted is finished first. A second signal forces.');
  await server.close();
}

function welcome({ url }: RunningServer, opened: OpenedRegistry, terminal: Terminal): string {
  const { policy, demo } = opened.registry;
  return welcomeText({ url, policy: policy.id, ...(demo ? { demo: demoWelcome(opened, terminal) } : {}) });
}

function demoWelcome({ registry, folder }: OpenedRegistry, terminal: Terminal): DemoWelcome {
  const { clientsFile, outboxFile } = folder;
  const answerFile = join(dirname(clientsFile), 'answer.json');
  return { enquiry: demoEnquiry(registry.policy, terminal.now()), clientsFile, outbox: outboxFile, answerFile };
}
