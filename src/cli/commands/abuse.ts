import type { Command } from 'commander';
import { formatInstant } from '../../core/time.ts';
import { readAbuseSignals, signalsMax } from '../../registry/abuse/read-abuse-signals.ts';
import { signalKinds, signalWords } from '../../registry/abuse/signal-kinds.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';

export function defineAbuse(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .option('--json', 'print a JSON array')
    .addHelpText('after', `\nKinds, and what their measure counts:\n${kindsText()}`)
    .action((options: FolderOptions & { readonly json?: true }) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const signals = await readAbuseSignals(registry, operatorAtConsole, { limit: signalsMax });
        if (options.json) return terminal.out(JSON.stringify(signals));
        const rows = signals.map(({ organisationId, key = '', kind, measure, block, network, firstAt, lastAt }) => [
          organisationId ?? `stranger ${key}`,
          kind,
          String(measure),
          block ?? network ?? '',
          formatInstant(firstAt),
          formatInstant(lastAt),
        ]);
        terminal.out(tableText([['WHO', 'KIND', 'MEASURE', 'WHERE', 'FIRST', 'LAST'], ...rows]));
      }),
    );
}

function kindsText(): string {
  return tableText(
    signalKinds.map((kind) => [`  ${kind}`, `from ${signalWords[kind].from}`, signalWords[kind].meaning]),
  );
}
