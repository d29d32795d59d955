import type { Command } from 'commander';
import { misplacedBlocks } from '../../node/misplaced-blocks.ts';
import { auditStore } from '../../storage/sqlite/audit.ts';
import { CommandFailure } from '../failure.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { progressOf } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface AuditOptions extends FolderOptions {
  readonly progress?: boolean;
  readonly json?: boolean;
}

type LogReport = ReturnType<typeof auditStore> & { readonly logId: string };

export function defineAudit(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .option('--progress', 'show progress also where standard error is no terminal')
    .option('--json', 'print one JSON object')
    .action((options: AuditOptions) =>
      inRegistry(terminal, options, ({ stores }) => {
        const { json = false, progress: wanted = false } = options;
        const misplaced = misplacedBlocks(stores);
        const reports = stores.map(({ logId, file }): LogReport => {
          const title = stores.length === 1 ? 'auditing' : `auditing ${logId}`;
          const progress = progressOf(terminal, { title, unit: 'entries and blocks', total: 0, wanted });
          const { findings, ...report } = auditStore(file, (done, total) => progress.advance(done, total));
          progress.end();
          return { logId, ...report, findings: [...findings, ...(misplaced.get(logId) ?? [])] };
        });
        terminal.out(json ? JSON.stringify(reportJson(reports)) : reports.map(reportText(reports.length)).join('\n'));
        const findings = reports.reduce((sum, report) => sum + report.findings.length, 0);
        if (findings > 0) throw new CommandFailure(`the log and the state disagree in ${findings} places`);
      }),
    );
}

function reportJson(reports: readonly LogReport[]): object {
  const [only] = reports;
  if (only === undefined || reports.length > 1) return { logs: reports };
  const { logId: _, ...report } = only;
  return report;
}

/** Of several logs each line begins with the log's name. */
function reportText(logs: number): (report: LogReport) => string {
  return ({ logId, head, blocks, findings }) => {
    const lines = [
      ...findings.map(({ at, problem }) => `${at}: ${problem}`),
      `${head} entries and ${blocks} blocks checked, ${findings.length} findings`,
    ];
    return lines.map((line) => (logs === 1 ? line : `${logId}: ${line}`)).join('\n');
  };
}
