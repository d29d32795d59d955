import { dirname, join } from 'node:path';
import type { Command } from 'commander';
import { ensureDemo } from '../../node/demo.ts';
import { demoEnquiry } from '../../node/demo-enquiry.ts';
import { startServer } from '../../node/http-server.ts';
import { operatorLog } from '../../node/log.ts';
import { type OpenedRegistry, openRegistry } from '../../node/open-registry.ts';
import { settingWords } from '../../node/settings.ts';
import { type FolderOptions, settingsOf, withFolderOption } from '../folder.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { type DemoWelcome, welcomeText } from '../welcome.ts';

export function defineServe(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .addHelpText('after', `\nSettings, from the environment:\n${tableText(settingWords)}`)
    .action(async (options: FolderOptions) => {
      const settings = settingsOf(terminal, options);
      const opened = await openRegistry(settings, terminal.now);
      try {
        if (opened.registry.demo) await ensureDemo(opened);
        // Listened for before anybody can reach the server: a signal in between would end it in disorder.
        const stopped = terminal.untilStopped();
        const server = await startServer(opened, settings, operatorLog(settings));
        const { policy, demo } = opened.registry;
        terminal.out(
          welcomeText({ url: server.url, policy: policy.id, ...(demo ? { demo: demoWelcome(opened, terminal) } : {}) }),
        );
        await stopped;
        terminal.note('Stopping: what was accepted is finished first. A second signal forces.');
        await server.close();
      } finally {
        await opened.close();
      }
    });
}

function demoWelcome({ registry, folder }: OpenedRegistry, terminal: Terminal): DemoWelcome {
  const { clientsFile, outboxFile } = folder;
  const answerFile = join(dirname(clientsFile), 'answer.json');
  return { enquiry: demoEnquiry(registry.policy, terminal.now()), clientsFile, outboxFile, answerFile };
}
