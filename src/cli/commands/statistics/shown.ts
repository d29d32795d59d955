import type { Command } from 'commander';
import { dayNumber } from '../../../core/local-time.ts';
import { dayMs, formatInstant } from '../../../core/time.ts';
import { readFiguresShown, type Shown } from '../../../registry/statistics/read-figures-shown.ts';
import { operatorAtConsole } from '../../../runtime/operator-at-console.ts';
import { WrongUsage } from '../../failure.ts';
import { type FolderOptions, inReadRegistry, withFolderOption } from '../../folder.ts';
import { tableText } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

interface ShownOptions extends FolderOptions {
  readonly since?: string;
  readonly json?: true;
}

const lastDays = 30;

export function defineStatisticsShown(command: Command, terminal: Terminal): void {
  withFolderOption(
    command.command('shown').description('which organisations were shown or took away figures, by the change log'),
  )
    .option('--since <date>', `from this day on (UTC); the last ${lastDays} days where absent`)
    .option('--json', 'print one JSON object a line')
    .action((options: ShownOptions) => {
      const { json = false, since = formatInstant(terminal.now() - lastDays * dayMs).slice(0, 10) } = options;
      if (dayNumber(since) === undefined) throw new WrongUsage('--since takes a day such as 2026-11-22');
      return inReadRegistry(terminal, options, ({ registry }) => {
        const shown = [...readFiguresShown(registry, operatorAtConsole, { since })];
        if (json) for (const one of shown) terminal.out(JSON.stringify({ ...one, at: formatInstant(one.at) }));
        else terminal.out(tableText([['AT', 'ORGANISATION', 'PERSON', 'WHAT', 'FIGURES'], ...shown.map(columns)]));
      });
    });
}

function columns({ at, organisationId, person = '', what, query }: Shown): readonly string[] {
  return [formatInstant(at), organisationId, person, what, query];
}
