import type { Command } from 'commander';
import { formatInstant } from '../../core/time.ts';
import {
  type AssertionReport,
  listAssertions,
  listUnfinishedAssertions,
  readAssertion,
} from '../../registry/assertions/read-assertions.ts';
import { type Reversal, reverseAssertion } from '../../registry/assertions/reverse-assertion.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { type ChangeOptions, withChangeOptions } from '../change.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { allOf } from '../pages.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export function defineAssertions(command: Command, terminal: Terminal): void {
  defineList(command, terminal);
  defineShow(command, terminal);
  defineReverse(command, terminal);
}

interface ListOptions extends FolderOptions {
  readonly all?: true;
  readonly json?: true;
}

function defineList(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('list').description('bulk assertions that wait or are being reversed'))
    .option('--all', 'finished ones too')
    .option('--json', 'print a JSON array')
    .action((options: ListOptions) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const found = options.all
          ? allOf((page) => listAssertions(registry, operatorAtConsole, page))
          : await listUnfinishedAssertions(registry, operatorAtConsole, Number.POSITIVE_INFINITY);
        if (options.json) return terminal.out(JSON.stringify(found));
        terminal.out(tableText([['ASSERTION', 'CARRIER', 'KIND', 'STATUS', 'ROWS', 'UNTIL'], ...found.map(columns)]));
      }),
    );
}

function columns(report: AssertionReport): readonly string[] {
  const { assertionId, organisationId, kind, rows, waitsUntil } = report;
  return [assertionId, organisationId, kind, statusOf(report), String(rows), formatInstant(waitsUntil)];
}

function statusOf({ status, isHeld }: AssertionReport): string {
  return isHeld ? `${status} (carrier suspended)` : status;
}

function defineShow(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('show').description('one of them').argument('<assertion>'))
    .option('--json', 'print one JSON object')
    .action((assertionId: string, options: FolderOptions & { readonly json?: true }) =>
      inRegistry(terminal, options, ({ registry }) => {
        const report = readAssertion(registry, operatorAtConsole, { assertionId });
        if (options.json) return terminal.out(JSON.stringify(report));
        const { organisationId, kind, rows, openedAt, waitsUntil, since, reversedBy, reversal } = report;
        terminal.out(
          tableText([
            [`${assertionId}:`],
            ['  carrier', organisationId],
            ['  kind', kind],
            ['  status', `${statusOf(report)} since ${formatInstant(since)}`],
            ['  rows', String(rows)],
            ['  opened', formatInstant(openedAt)],
            ['  waits until', formatInstant(waitsUntil)],
            ...(reversedBy === undefined ? [] : [['  reversed by', reversedBy]]),
            ...(reversal === undefined ? [] : [['  outcome', tallyText({ tally: reversal })]]),
          ]),
        );
      }),
    );
}

function defineReverse(command: Command, terminal: Terminal): void {
  withChangeOptions(command.command('reverse').description('undo all that one of them did, where nothing came later'))
    .argument('<assertion>')
    .action((assertionId: string, options: ChangeOptions) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const { write = false, json = false } = options;
        const reversal = await reverseAssertion(registry, operatorAtConsole, { assertionId, dryRun: !write });
        if (json) return terminal.out(JSON.stringify({ written: write, ...reversal }));
        terminal.out(`${assertionId}: ${tallyText(reversal)}`);
        const left = reversal.left.map(({ phoneNumber, outcome, later }) => [`  ${phoneNumber}`, outcome, later]);
        if (left.length > 0) terminal.out(tableText([['  NUMBER', 'OUTCOME', 'LATER CHANGE BY'], ...left]));
        if (!write) terminal.note('Nothing was changed. Add --write to do it.');
      }),
    );
}

function tallyText({ tally: { undone, ended, kept } }: Pick<Reversal, 'tally'>): string {
  return `${undone} as before, ${ended} ended after a later change, ${kept} kept after a later change`;
}
