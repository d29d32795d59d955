import type { Command } from 'commander';
import type { SigningKeyRing } from '../../core/signing-key-ring.ts';
import { formatInstant } from '../../core/time.ts';
import type { Registry } from '../../registry/registry.ts';
import { markKeyCompromised } from '../../registry/signing-keys/mark-key-compromised.ts';
import { readSigningKeys } from '../../registry/signing-keys/read-signing-keys.ts';
import { rotateSigningKeys } from '../../registry/signing-keys/rotate-signing-keys.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { type ChangeOptions, change, withChangeOptions } from '../change.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export function defineKeys(command: Command, terminal: Terminal): void {
  defineList(command, terminal);
  withChangeOptions(command.command('rotate').description('the next key signs, the current one retires'))
    .option('--force', 'even if verifiers may not have fetched the next key yet')
    .action((options: ChangeOptions & { readonly force?: true }) =>
      changed(terminal, options, (registry) =>
        rotateSigningKeys(registry, operatorAtConsole, { force: options.force === true }),
      ),
    );
  withChangeOptions(command.command('mark-compromised').description('disown everything that a key ever signed'))
    .argument('<kid>')
    .action((kid: string, options: ChangeOptions) =>
      changed(terminal, options, (registry) => markKeyCompromised(registry, operatorAtConsole, { kid })),
    );
}

function defineList(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('list').description('the keys that verifiers may meet'))
    .option('--json', 'print one JSON object')
    .action((options: FolderOptions & { readonly json?: true }) =>
      inRegistry(terminal, options, ({ registry }) => {
        const report = readSigningKeys(registry, operatorAtConsole);
        if (options.json) return terminal.out(JSON.stringify(report));
        const rows = report.keys.map(({ kid, status, since }) => [kid, status, formatInstant(since)]);
        terminal.out(tableText([['KEY ID', 'STATUS', 'SINCE'], ...rows]));
        const { due, dueAt } = report.rotation;
        if (due) terminal.note('The current key is due to be replaced: dnd keys rotate --write');
        else if (dueAt !== undefined)
          terminal.note(`The current key is due to be replaced on ${formatInstant(dueAt)}.`);
      }),
    );
}

function changed(
  terminal: Terminal,
  options: ChangeOptions,
  run: (registry: Registry) => Promise<SigningKeyRing>,
): Promise<void> {
  return change(terminal, options, async (registry) => {
    const before = byKid(readSigningKeys(registry, operatorAtConsole).keys);
    return { subject: 'signing keys', before, after: byKid((await run(registry)).keys) };
  });
}

function byKid(keys: SigningKeyRing['keys']): Readonly<Record<string, string>> {
  return Object.fromEntries(keys.map(({ kid, status }) => [kid, status]));
}
