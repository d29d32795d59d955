import type { Command } from 'commander';
import { formatInstant } from '../../../core/time.ts';
import { duePeriods } from '../../../registry/statistics/make-release.ts';
import { readReleases } from '../../../registry/statistics/read-releases.ts';
import { operatorAtConsole } from '../../../runtime/operator-at-console.ts';
import { type FolderOptions, inReadRegistry, withFolderOption } from '../../folder.ts';
import { tableText } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

export function defineStatisticsReleases(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('releases').description('what was released, the latest first, and what is due'))
    .option('--json', 'print one JSON object')
    .action((options: FolderOptions & { readonly json?: true }) =>
      inReadRegistry(terminal, options, ({ registry }) => {
        const due = duePeriods(registry).map(({ id }) => id);
        const releases = readReleases(registry, operatorAtConsole);
        if (options.json) return terminal.out(JSON.stringify({ releases, due }));
        terminal.out(
          tableText([
            ['PERIOD', 'COUNTED', 'POSITION', 'POLICY'],
            ...due.map((id) => [id, 'due']),
            ...releases.map(({ period, countedAt, position, policyId }) => [
              period.id,
              formatInstant(countedAt),
              String(position),
              policyId,
            ]),
          ]),
        );
      }),
    );
}
