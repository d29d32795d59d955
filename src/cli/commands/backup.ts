import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { backupSqlite, backupTogether } from '../../storage/sqlite/backup.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import type { Terminal } from '../terminal.ts';

/** Smaller ones take less than a second. */
const announcedBytesMin = 100 * 2 ** 20;

export function defineBackup(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .argument('<file>', 'where to; it must not exist yet; a folder where numbers are in several files')
    .option('--with-signing-keys', 'also the private keys that sign receipts: keep such a copy like the keys')
    .action((file: string, options: FolderOptions & { readonly withSigningKeys?: true }) =>
      inRegistry(terminal, options, async ({ stores }) => {
        const files = stores.map((store) => store.file);
        const size = files.reduce((sum, one) => sum + statSync(one).size, 0);
        if (size > announcedBytesMin) terminal.note(`Copying ${Math.round(size / 2 ** 20)} MB …`);
        const signingSecrets = options.withSigningKeys === true;
        const [only] = files;
        if (only !== undefined && files.length === 1) backupSqlite(only, file, { signingSecrets });
        else await backupTogether(files, file, { signingSecrets });
        terminal.out(file);
        if (options.withSigningKeys) return;
        terminal.note(
          'The private signing keys are not in it. After restoring: dnd keys rotate --force --write, twice.',
        );
      }),
    );
}
