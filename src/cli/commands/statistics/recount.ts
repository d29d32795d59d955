import type { Command } from 'commander';
import { type CountDifference, type Recount, recount } from '../../../registry/statistics/recount.ts';
import { operatorAtConsole } from '../../../runtime/operator-at-console.ts';
import { type ChangeOptions, withChangeOptions } from '../../change.ts';
import { CommandFailure } from '../../failure.ts';
import { inReadRegistry } from '../../folder.ts';
import { progressOf } from '../../progress.ts';
import { tableText } from '../../table.ts';
import type { Terminal } from '../../terminal.ts';

interface RecountOptions extends ChangeOptions {
  readonly progress?: true;
}

/** More would only bury the first ones. */
const shownMax = 1_000;

export function defineStatisticsRecount(command: Command, terminal: Terminal): void {
  withChangeOptions(
    command
      .command('recount')
      .description('count anew what the counters say of the log, from what stands and by replay'),
  )
    .option('--progress', 'show progress also where standard error is no terminal')
    .action((options: RecountOptions) =>
      inReadRegistry(terminal, options, async ({ registry }) => {
        const { write: repairs = false, json = false, progress: wanted = false } = options;
        const progress = progressOf(terminal, { title: 'recounting', unit: 'blocks', total: 0, wanted });
        const counted = await recount(registry, operatorAtConsole, { repairs }, (done, total) =>
          progress.advance(done, total),
        );
        progress.end();
        terminal.out(json ? JSON.stringify(counted) : countedText(counted));
        requireRight(counted);
      }),
    );
}

function countedText({ position, blocks, counters, differences }: Recount): string {
  const shown = differences.slice(0, shownMax).map(columns);
  const table = shown.length === 0 ? [] : [tableText([['COUNTER', 'KEPT', 'LOG', 'STANDS', ''], ...shown])];
  const more = differences.length > shownMax ? [`… and ${differences.length - shownMax} more`] : [];
  const end = `${counters} counters of ${blocks} blocks compared at position ${position}, ${differences.length} differ`;
  return [...table, ...more, end].join('\n');
}

function columns({ key, kept, fromLog, fromState, repaired }: CountDifference): readonly string[] {
  return [key, String(kept), String(fromLog), String(fromState ?? ''), repaired ? 'repaired' : ''];
}

function requireRight({ differences }: Recount): void {
  const left = differences.filter(({ repaired }) => !repaired);
  if (left.length === 0) return;
  const beyondRepair = left.filter(({ fromLog, fromState }) => fromState !== undefined && fromState !== fromLog);
  throw new CommandFailure(
    beyondRepair.length > 0
      ? `what stands is not what the log adds up to at ${beyondRepair.length} counters: see dnd audit`
      : `${left.length} counters are wrong; --write puts them right`,
  );
}
