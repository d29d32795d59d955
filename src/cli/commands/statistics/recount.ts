import type { Command } from 'commander';
import { storesOfNumbers } from '../../../node/number-stores.ts';
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
      inReadRegistry(terminal, options, async ({ stores }) => {
        const { write: repairs = false, json = false, progress: wanted = false } = options;
        const logs: LogRecount[] = [];
        for (const { logId, store } of storesOfNumbers(stores)) {
          const title = stores.length === 1 ? 'recounting' : `recounting ${logId}`;
          const progress = progressOf(terminal, { title, unit: 'blocks', total: 0, wanted });
          const counted = await recount({ store }, operatorAtConsole, { repairs }, (done, total) =>
            progress.advance(done, total),
          );
          progress.end();
          logs.push({ logId, ...counted });
        }
        terminal.out(json ? JSON.stringify(countedJson(logs)) : logs.map(countedText(logs.length)).join('\n'));
        requireRight(logs.flatMap(({ differences }) => differences));
      }),
    );
}

interface LogRecount extends Recount {
  readonly logId: string;
}

function countedJson(logs: readonly LogRecount[]): object {
  const [only] = logs;
  if (only === undefined || logs.length > 1) return { logs };
  const { logId: _, ...counted } = only;
  return counted;
}

/** Of several logs each text begins with the log's name. */
function countedText(logs: number): (counted: LogRecount) => string {
  return (counted) => (logs === 1 ? textOf(counted) : `${counted.logId}:\n${textOf(counted)}`);
}

function textOf({ position, blocks, counters, differences }: Recount): string {
  const shown = differences.slice(0, shownMax).map(columns);
  const table = shown.length === 0 ? [] : [tableText([['COUNTER', 'KEPT', 'LOG', 'STANDS', ''], ...shown])];
  const more = differences.length > shownMax ? [`… and ${differences.length - shownMax} more`] : [];
  const end = `${counters} counters of ${blocks} blocks compared at position ${position}, ${differences.length} differ`;
  return [...table, ...more, end].join('\n');
}

function columns({ key, kept, fromLog, fromState, repaired }: CountDifference): readonly string[] {
  return [key, String(kept), String(fromLog), String(fromState ?? ''), repaired ? 'repaired' : ''];
}

function requireRight(differences: readonly CountDifference[]): void {
  const left = differences.filter(({ repaired }) => !repaired);
  if (left.length === 0) return;
  const beyondRepair = left.filter(({ fromLog, fromState }) => fromState !== undefined && fromState !== fromLog);
  throw new CommandFailure(
    beyondRepair.length > 0
      ? `what stands is not what the log adds up to at ${beyondRepair.length} counters: see dnd audit`
      : `${left.length} counters are wrong; --write puts them right`,
  );
}
