import type { Command } from 'commander';
import { auditStore } from '../../storage/sqlite/audit.ts';
import { CommandFailure } from '../failure.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { progressOf } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface AuditOptions extends FolderOptions {
  readonly progress?: boolean;
  readonly json?: boolean;
}

export function defineAudit(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .option('--progress', 'show progress also where standard error is no terminal')
    .option('--json', 'print one JSON object')
    .action((options: AuditOptions) =>
      inRegistry(terminal, options, ({ folder }) => {
        const { json = false, progress: wanted = false } = options;
        const progress = progressOf(terminal, { title: 'auditing', unit: 'entries and blocks', total: 0, wanted });
        const report = auditStore(folder.databaseFile, (done, total) => progress.advance(done, total));
        progress.end();
        if (json) terminal.out(JSON.stringify(report));
        else terminal.out(reportText(report));
        if (report.findings.length > 0) {
          throw new CommandFailure(`the log and the state disagree in ${report.findings.length} places`);
        }
      }),
    );
}

function reportText({ head, blocks, findings }: ReturnType<typeof auditStore>): string {
  const lines = findings.map(({ at, problem }) => `${at}: ${problem}`);
  return [...lines, `${head} entries and ${blocks} blocks checked, ${findings.length} findings`].join('\n');
}
