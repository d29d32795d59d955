import type { Command } from 'commander';
import { formatInstant } from '../../core/time.ts';
import { listCanaries, plantCanaries, removeCanaries } from '../../registry/abuse/canary-numbers.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { type ChangeOptions, withChangeOptions } from '../change.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { rehearsed } from '../rehearsal.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export function defineCanaries(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('list').description('all of them, masked'))
    .option('--json', 'print a JSON array')
    .action((options: FolderOptions & { readonly json?: true }) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const canaries = await listCanaries(registry, operatorAtConsole);
        if (options.json) return terminal.out(JSON.stringify(canaries));
        const rows = canaries.map(({ masked, plantedAt, plantedBy, expiresAt, isOnRecord }) => [
          masked,
          formatInstant(plantedAt),
          plantedBy,
          formatInstant(expiresAt),
          isOnRecord ? 'yes: no signal comes of it' : 'no',
        ]);
        terminal.out(tableText([['NUMBER', 'PLANTED', 'BY', 'UNTIL', 'ON RECORD'], ...rows]));
      }),
    );
  defineEdit(command, terminal, 'plant', 'numbers that nobody has, and that no carrier will give to anybody');
  defineEdit(command, terminal, 'remove', 'they are no canaries any more');
}

const verbs = { plant: plantCanaries, remove: removeCanaries };

function defineEdit(command: Command, terminal: Terminal, name: keyof typeof verbs, meaning: string): void {
  withChangeOptions(command.command(name).description(meaning))
    .argument('<numbers...>', 'E.164 with the plus sign')
    .action((phoneNumbers: readonly string[], options: ChangeOptions) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const { write = false, json = false } = options;
        const tally = await verbs[name](write ? registry : rehearsed(registry), operatorAtConsole, { phoneNumbers });
        if (json) return terminal.out(JSON.stringify({ written: write, ...tally }));
        terminal.out(
          Object.entries(tally)
            .map(([what, count]) => `${count} ${what}`)
            .join(', '),
        );
        if (!write) terminal.note('Nothing was changed. Add --write to do it.');
      }),
    );
}
