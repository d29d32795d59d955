import type { Command } from 'commander';
import type { SenderIdentityDocument } from '../../core/sender-identity.ts';
import { authoriseAgent } from '../../registry/organisations/authorise-agent.ts';
import { changeSenderIdentity } from '../../registry/organisations/change-sender-identity.ts';
import { listSenderIdentities, readSenderIdentity } from '../../registry/organisations/read-sender-identities.ts';
import { registerSenderIdentity } from '../../registry/organisations/register-sender-identity.ts';
import { withdrawAgent } from '../../registry/organisations/withdraw-agent.ts';
import type { Registry } from '../../registry/registry.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { type ChangeOptions, change, withChangeOptions } from '../change.ts';
import { gathered, oneOf } from '../choice.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { allOf } from '../pages.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';

const kinds = ['HEADER', 'SIGNATURE', 'CALLING_NUMBER'] as const;

export function defineSenders(command: Command, terminal: Terminal): void {
  defineList(command, terminal);
  defineRegister(command, terminal);
  defineAuthorise(command, terminal);
  defineWithdraw(command, terminal);
  defineStatus(command, terminal, 'suspend', 'SUSPENDED', 'binds the next lookup');
  defineStatus(command, terminal, 'activate', 'ACTIVE', 'ends a suspension');
}

function defineList(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('list').description('every sender identity'))
    .option('--json', 'print a JSON array')
    .action((options: FolderOptions & { readonly json?: true }) =>
      inRegistry(terminal, options, ({ registry }) => {
        const all = allOf((page) => listSenderIdentities(registry, operatorAtConsole, page));
        if (options.json) return terminal.out(JSON.stringify(all));
        const rows = all.map(({ senderId, kind, status, brand, categories, agents }) => [
          senderId,
          kind,
          status,
          brand,
          agents.map(({ organisationId }) => organisationId).join(','),
          categories.join(','),
        ]);
        terminal.out(tableText([['SENDER', 'KIND', 'STATUS', 'BRAND', 'AGENTS', 'CATEGORIES'], ...rows]));
      }),
    );
}

interface RegisterOptions extends ChangeOptions {
  readonly kind: SenderIdentityDocument['kind'];
  readonly brand: string;
  readonly categories: readonly string[];
  readonly agents?: readonly string[];
}

function defineRegister(command: Command, terminal: Terminal): void {
  withChangeOptions(command.command('register').description('what the called person sees, as one brand’s'))
    .argument('<sender>', 'exactly as it is sent')
    .requiredOption('--kind <kind>', kinds.join(', '), oneOf(kinds))
    .requiredOption('--brand <id>', 'organisation on whose behalf it is used')
    .requiredOption('--categories <categories>', 'industry categories of the policy', gathered)
    .option('--agents <ids>', 'organisations that may use it', gathered)
    .action((senderId: string, options: RegisterOptions) => {
      const { kind, brand, categories, agents = [] } = options;
      return change(terminal, options, async (registry) => {
        const input = {
          senderId,
          kind,
          brand,
          categories,
          agents: agents.map((organisationId) => ({ organisationId })),
        };
        const { document } = await registerSenderIdentity(registry, operatorAtConsole, input);
        return { subject: `sender identity ${senderId}`, before: undefined, after: document };
      });
    });
}

interface AuthoriseOptions extends ChangeOptions {
  readonly from?: string;
  readonly until?: string;
}

function defineAuthorise(command: Command, terminal: Terminal): void {
  withChangeOptions(command.command('authorise').description('let an organisation send under an identity'))
    .argument('<sender>')
    .argument('<id>', 'organisation')
    .option('--from <time>', 'RFC 3339; now where absent')
    .option('--until <time>', 'RFC 3339; for good where absent')
    .action((senderId: string, organisationId: string, options: AuthoriseOptions) => {
      const { from, until } = options;
      return changed(terminal, options, senderId, (registry) =>
        authoriseAgent(registry, operatorAtConsole, { senderId, organisationId, from, until }),
      );
    });
}

function defineWithdraw(command: Command, terminal: Terminal): void {
  withChangeOptions(command.command('withdraw').description('end an organisation’s leave to send under an identity'))
    .argument('<sender>')
    .argument('<id>', 'organisation')
    .action((senderId: string, organisationId: string, options: ChangeOptions) =>
      changed(terminal, options, senderId, (registry) =>
        withdrawAgent(registry, operatorAtConsole, { senderId, organisationId }),
      ),
    );
}

function defineStatus(
  command: Command,
  terminal: Terminal,
  name: string,
  status: SenderIdentityDocument['status'],
  meaning: string,
): void {
  withChangeOptions(command.command(name).description(meaning).argument('<sender>')).action(
    (senderId: string, options: ChangeOptions) =>
      changed(terminal, options, senderId, (registry) =>
        changeSenderIdentity(registry, operatorAtConsole, { senderId, status }),
      ),
  );
}

function changed(
  terminal: Terminal,
  options: ChangeOptions,
  senderId: string,
  run: (registry: Registry) => Promise<{ readonly document: SenderIdentityDocument }>,
): Promise<void> {
  return change(terminal, options, async (registry) => {
    const before = readSenderIdentity(registry, operatorAtConsole, { senderId }).document;
    const { document } = await run(registry);
    return { subject: `sender identity ${senderId}`, before, after: document };
  });
}
