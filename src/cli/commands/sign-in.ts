import type { Command } from 'commander';
import { formatInstant } from '../../core/time.ts';
import { issueSignInLink } from '../../registry/access/issue-sign-in-link.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import type { Terminal } from '../terminal.ts';

interface SignInOptions extends FolderOptions {
  readonly organisation: string;
  readonly person: string;
  readonly json?: true;
}

export function defineSignIn(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .requiredOption('--organisation <id>', 'whose person it is')
    .option('--person <name>', 'as the organisation knows the person; the log names it', 'console')
    .option('--json', 'print one JSON object')
    .action((options: SignInOptions) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const { organisation: organisationId, person } = options;
        const { token, expiresAt } = await issueSignInLink(registry, operatorAtConsole, { organisationId, person });
        const link = `${registry.issuer}/sign-in#${token}`;
        if (options.json) return terminal.out(JSON.stringify({ token, link, expiresAt: formatInstant(expiresAt) }));
        terminal.out(link);
        terminal.note(`Good once, until ${formatInstant(expiresAt)} (ten minutes). Hand it to that person only.`);
        terminal.note(`The token alone, for POST ${registry.issuer}/v1/sign-in-sessions: ${token}`);
      }),
    );
}
