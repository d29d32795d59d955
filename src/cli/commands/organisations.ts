import type { Command } from 'commander';
import {
  type OrganisationDocument,
  type OrganisationRole,
  organisationRoles,
  type Scope,
  scopes,
} from '../../core/organisation.ts';
import { type MessageClass, messageClasses } from '../../core/policy.ts';
import { addOrganisationKey } from '../../registry/organisations/add-organisation-key.ts';
import { admitOrganisation } from '../../registry/organisations/admit-organisation.ts';
import { changeOrganisation } from '../../registry/organisations/change-organisation.ts';
import { listOrganisations, readOrganisation } from '../../registry/organisations/read-organisations.ts';
import { withdrawOrganisationKey } from '../../registry/organisations/withdraw-organisation-key.ts';
import type { Registry } from '../../registry/registry.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { type ChangeOptions, change, withChangeOptions } from '../change.ts';
import { gathered, oneOf } from '../choice.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { publicKeysOf } from '../key-file.ts';
import { allOf } from '../pages.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';
import { defineQuotas } from './organisation-quotas.ts';

export function defineOrganisations(command: Command, terminal: Terminal): void {
  defineList(command, terminal);
  defineShow(command, terminal);
  defineAdmit(command, terminal);
  defineStatus(command, terminal, 'suspend', 'SUSPENDED', 'its very next request is refused, in every process');
  defineStatus(command, terminal, 'activate', 'ACTIVE', 'ends a suspension');
  defineAddKey(command, terminal);
  defineWithdrawKey(command, terminal);
  defineClasses(command, terminal);
  defineQuotas(command, terminal);
}

type JsonOptions = FolderOptions & { readonly json?: true };

function defineList(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('list').description('every organisation'))
    .option('--json', 'print a JSON array')
    .action((options: JsonOptions) =>
      inRegistry(terminal, options, ({ registry }) => {
        const all = allOf((page) => listOrganisations(registry, operatorAtConsole, page));
        if (options.json) return terminal.out(JSON.stringify(all));
        const rows = all.map(({ organisationId, role, status, name }) => [organisationId, role, status, name]);
        terminal.out(tableText([['ID', 'ROLE', 'STATUS', 'NAME'], ...rows]));
      }),
    );
}

function defineShow(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('show').description('one organisation as JSON').argument('<id>')).action(
    (organisationId: string, options: FolderOptions) =>
      inRegistry(terminal, options, ({ registry }) => {
        terminal.out(
          JSON.stringify(readOrganisation(registry, operatorAtConsole, { organisationId }).document, undefined, 2),
        );
      }),
  );
}

interface AdmitOptions extends ChangeOptions {
  readonly role: OrganisationRole;
  readonly name: string;
  readonly key: string;
  readonly scopes?: readonly Scope[];
  readonly classes?: readonly MessageClass[];
  readonly ranges?: readonly string[];
}

function defineAdmit(command: Command, terminal: Terminal): void {
  withChangeOptions(command.command('admit').description('admit an organisation, active at once').argument('<id>'))
    .requiredOption('--role <role>', organisationRoles.join(', '), oneOf(organisationRoles))
    .requiredOption('--name <name>', 'as people know it')
    .requiredOption('--key <file>', 'its public key: a JWK or a JWK set')
    .option('--scopes <scopes>', `fewer than its role may hold: ${scopes.join(', ')}`, gathered)
    .option('--classes <classes>', `admitted for ${messageClasses.slice(2).join(', ')}`, gathered)
    .option('--ranges <prefixes>', 'of a carrier: leading digits with the country calling code', gathered)
    .action((organisationId: string, options: AdmitOptions) => {
      const { role, name, scopes, classes, ranges } = options;
      const keys = publicKeysOf(options.key);
      return change(terminal, options, async (registry) => {
        const terms = { name, scopes, admittedClasses: knownClasses(classes), numberRanges: ranges };
        const { document } = await admitOrganisation(registry, operatorAtConsole, {
          organisationId,
          role,
          keys,
          ...terms,
        });
        return { subject: `organisation ${organisationId}`, before: undefined, after: document };
      });
    });
}

function defineStatus(
  command: Command,
  terminal: Terminal,
  name: string,
  status: OrganisationDocument['status'],
  meaning: string,
): void {
  withChangeOptions(command.command(name).description(meaning).argument('<id>')).action(
    (organisationId: string, options: ChangeOptions) =>
      changed(terminal, options, organisationId, (registry) =>
        changeOrganisation(registry, operatorAtConsole, { organisationId, status }),
      ),
  );
}

function defineAddKey(command: Command, terminal: Terminal): void {
  withChangeOptions(command.command('add-key').description('one more public key').argument('<id>'))
    .requiredOption('--key <file>', 'a public key (JWK)')
    .action((organisationId: string, options: ChangeOptions & { readonly key: string }) => {
      const [jwk = {}] = publicKeysOf(options.key);
      return changed(terminal, options, organisationId, (registry) =>
        addOrganisationKey(registry, operatorAtConsole, { organisationId, jwk }),
      );
    });
}

function defineWithdrawKey(command: Command, terminal: Terminal): void {
  withChangeOptions(command.command('withdraw-key').description('a key, and the tokens it obtained, end'))
    .argument('<id>')
    .argument('<kid>')
    .action((organisationId: string, kid: string, options: ChangeOptions) =>
      changed(terminal, options, organisationId, (registry) =>
        withdrawOrganisationKey(registry, operatorAtConsole, { organisationId, kid }),
      ),
    );
}

function defineClasses(command: Command, terminal: Terminal): void {
  withChangeOptions(
    command.command('classes').description('the message classes it is admitted for; none where none is named'),
  )
    .argument('<id>')
    .argument('[classes...]', messageClasses.slice(2).join(', '))
    .action((organisationId: string, classes: readonly string[], options: ChangeOptions) =>
      changed(terminal, options, organisationId, (registry) =>
        changeOrganisation(registry, operatorAtConsole, { organisationId, admittedClasses: knownClasses(classes) }),
      ),
    );
}

function knownClasses(words: readonly string[] | undefined): readonly MessageClass[] | undefined {
  return words?.map(oneOf(messageClasses));
}

function changed(
  terminal: Terminal,
  options: ChangeOptions,
  organisationId: string,
  run: (registry: Registry) => Promise<{ readonly document: OrganisationDocument }>,
): Promise<void> {
  return change(terminal, options, async (registry) => {
    const before = readOrganisation(registry, operatorAtConsole, { organisationId }).document;
    const { document } = await run(registry);
    return { subject: `organisation ${organisationId}`, before, after: document };
  });
}
