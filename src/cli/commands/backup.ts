import { statSync } from 'node:fs';
import type { Command } from 'commander';
import { backupSqlite } from '../../storage/sqlite/backup.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import type { Terminal } from '../terminal.ts';

/** Smaller ones take less than a second. */
const announcedBytesMin = 100 * 2 ** 20;

export function defineBackup(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .argument('<file>', 'where to; it must not exist yet')
    .option('--with-signing-keys', 'also the private keys that sign receipts: keep such a copy like the keys')
    .action((file: string, options: FolderOptions & { readonly withSigningKeys?: true }) =>
      inRegistry(terminal, options, ({ folder }) => {
        const { size } = statSync(folder.databaseFile);
        if (size > announcedBytesMin) terminal.note(`Copying ${Math.round(size / 2 ** 20)} MB …`);
        backupSqlite(folder.databaseFile, file, { signingSecrets: options.withSigningKeys === true });
        terminal.out(file);
        if (options.withSigningKeys) return;
        terminal.note(
          'The private signing keys are not in it. After restoring: dnd keys rotate --force --write, twice.',
        );
      }),
    );
}
