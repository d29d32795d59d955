import type { Command } from 'commander';
import type { PeriodId } from '../../../core/statistics/release.ts';
import { duePeriods, type MadeRelease, makeRelease } from '../../../registry/statistics/make-release.ts';
import { operatorAtConsole } from '../../../runtime/operator-at-console.ts';
import { type ChangeOptions, withChangeOptions } from '../../change.ts';
import { inRegistry } from '../../folder.ts';
import { tableText } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

interface ReleaseOptions extends ChangeOptions {
  readonly period?: PeriodId;
}

export function defineStatisticsRelease(command: Command, terminal: Terminal): void {
  withChangeOptions(
    command.command('release').description('release a period that is over, which a server does by itself'),
  )
    .option('--period <id>', 'a month (2026-10) or a quarter (2026-Q4); the first that is due where absent')
    .action((options: ReleaseOptions) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const { write = false, json = false, period = duePeriods(registry)[0]?.id } = options;
        if (period === undefined) return terminal.out(json ? 'null' : 'Nothing is due.');
        const made = await makeRelease(registry, operatorAtConsole, { period, dryRun: !write });
        terminal.out(json ? JSON.stringify({ written: write, ...made }) : releaseText(made));
        if (!write) terminal.note('Nothing was changed. Add --write to do it.');
      }),
    );
}

function releaseText({ release, cells, leftOut }: MadeRelease): string {
  const rows = cells.map(({ measure, shown, suppressed }) => [measure, String(shown), String(suppressed)]);
  return [
    `${release.period.id}, as of position ${release.position}, cells below ${release.minimumCellSize} suppressed:`,
    tableText([['MEASURE', 'SHOWN', 'SUPPRESSED'], ...rows]),
    ...(leftOut.length === 0 ? [] : [`Not counted: ${leftOut.join(', ')}`]),
  ].join('\n');
}
