import type { Command } from 'commander';
import { readTextQueue, type TextQueueReport } from '../../registry/texts/outgoing/read-text-queue.ts';
import { resolveTexts, type TextsToResolve } from '../../registry/texts/outgoing/resolve-texts.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { type ChangeOptions, withChangeOptions } from '../change.ts';
import { WrongUsage } from '../failure.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export function defineTexts(command: Command, terminal: Terminal): void {
  withFolderOption(
    command
      .command('list', { isDefault: true })
      .description('outgoing texts by state and age, and what became of today’s'),
  )
    .option('--json', 'print one JSON object')
    .action((options: FolderOptions & { readonly json?: true }) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const report = await readTextQueue(registry, operatorAtConsole);
        terminal.out(options.json ? JSON.stringify(report) : reportText(report));
      }),
    );
  defineResolve(command, terminal, 'DROP', 'drop', 'take texts in doubt, or named ones that wait, out of the queue');
  defineResolve(command, terminal, 'SEND_AGAIN', 'resend', 'send texts in doubt again: who has one gets it twice');
}

function reportText({ queue, inDoubt, outcomesToday, receivedToday, heldBackToday }: TextQueueReport): string {
  const counts = (what: string, byName: Readonly<Record<string, number>>) =>
    Object.entries(byName).map(([name, count]) => [`${what} ${name}`, String(count)]);
  return [
    tableText([
      ['PRIORITY', 'STATE', 'TEXTS', 'OLDEST'],
      ...queue.map(({ priority, state, texts, oldestAgeSec }) => [priority, state, String(texts), `${oldestAgeSec} s`]),
    ]),
    ...(inDoubt.length === 0 ? [] : ['', tableText([inDoubtHead, ...inDoubt.map(inDoubtRow)])]),
    '',
    tableText([
      ['TODAY', 'COUNT'],
      ...counts('text', outcomesToday),
      ...counts('received', receivedToday),
      ...counts('held back by', heldBackToday),
    ]),
  ].join('\n');
}

const inDoubtHead = ['IN DOUBT', 'TO', 'LINK', 'EXPIRES', 'WHY'];

function inDoubtRow({ textId, to, link, expiresAt, reason }: TextQueueReport['inDoubt'][number]): readonly string[] {
  return [textId, to, link, expiresAt, reason];
}

interface ResolveOptions extends ChangeOptions {
  readonly inDoubt?: true;
}

function defineResolve(
  command: Command,
  terminal: Terminal,
  by: TextsToResolve['by'],
  name: string,
  description: string,
): void {
  withChangeOptions(
    command.command(name).description(description).argument('[text...]', 'ids, as dnd texts list has them'),
  )
    .option('--in-doubt', 'every text in doubt')
    .action((textIds: readonly string[], options: ResolveOptions) => {
      const { write = false, json = false, inDoubt = false } = options;
      if (inDoubt === textIds.length > 0) throw new WrongUsage('name texts, or all of them by --in-doubt');
      return inRegistry(terminal, options, async ({ registry }) => {
        const input = { by, dryRun: !write, ...(inDoubt ? {} : { textIds }) };
        const resolved = await resolveTexts(registry, operatorAtConsole, input);
        if (json) return terminal.out(JSON.stringify({ written: write, textIds: resolved }));
        terminal.out(
          [...resolved, `${resolved.length} texts ${by === 'DROP' ? 'dropped' : 'to be sent again'}`].join('\n'),
        );
        if (!write && resolved.length > 0) terminal.note('Nothing was changed. Add --write to do it.');
      });
    });
}
