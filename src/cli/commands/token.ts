import type { Command } from 'commander';
import { dataFolder } from '../../node/data-folder.ts';
import { clientOf } from '../client-file.ts';
import { type FolderOptions, settingsOf, withFolderOption } from '../folder.ts';
import { accessToken } from '../remote.ts';
import type { Terminal } from '../terminal.ts';

interface TokenOptions extends FolderOptions {
  readonly client?: string;
  readonly remote?: string;
}

export function defineToken(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .argument('<client-id>', 'organisation id')
    .option('--client <file>', 'its private key: clients.json of the demo or a JWK')
    .option('--remote <url>', 'the registry; the one of the settings where absent')
    .action(async (clientId: string, options: TokenOptions) => {
      const settings = settingsOf(terminal, options);
      const client = clientOf(options.client ?? dataFolder(settings.dataDir).clientsFile, clientId);
      terminal.out(await accessToken(options.remote ?? settings.issuer, client));
    });
}
