import type { Command } from 'commander';
import { formatInstant } from '../../../core/time.ts';
import { type NotedExport, readExports } from '../../../registry/moving/read-exports.ts';
import { operatorAtConsole } from '../../../runtime/operator-at-console.ts';
import { type FolderOptions, inReadRegistry, withFolderOption } from '../../folder.ts';
import { tableText } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

interface ExportsOptions extends FolderOptions {
  readonly json?: true;
}

export function defineRegistryExports(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('exports').description('who took the whole registry away, by the change log'))
    .option('--json', 'print one JSON object a line')
    .action((options: ExportsOptions) =>
      inReadRegistry(terminal, options, ({ registry }) => {
        const noted = [...readExports(registry, operatorAtConsole)];
        if (options.json) for (const one of noted) terminal.out(JSON.stringify({ ...one, at: formatInstant(one.at) }));
        else terminal.out(tableText([['AT', 'ORGANISATION', 'PERSON', 'MANIFEST'], ...noted.map(columns)]));
      }),
    );
}

function columns({ at, organisationId = '(console)', person = '', manifestDigest = '(none)' }: NotedExport) {
  return [formatInstant(at), organisationId, person, manifestDigest];
}
