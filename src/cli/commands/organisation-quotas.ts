import { type Command, InvalidArgumentError } from 'commander';
import { type AbuseResponse, abuseResponses, quotaMax, quotaNames } from '../../core/quota.ts';
import { secondMs } from '../../core/time.ts';
import { readQuotas } from '../../registry/abuse/read-quotas.ts';
import { changeOrganisation } from '../../registry/organisations/change-organisation.ts';
import type { QuotaTerms } from '../../registry/organisations/organisation-terms.ts';
import { readOrganisation } from '../../registry/organisations/read-organisations.ts';
import { operatorAtConsole } from '../../runtime/operator-at-console.ts';
import { type ChangeOptions, change, withChangeOptions } from '../change.ts';
import { oneOf } from '../choice.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { tableText } from '../table.ts';
import type { Terminal } from '../terminal.ts';

/** `dnd organisations quotas` and `set-quotas`: how much an organisation may ask and say. */
export function defineQuotas(command: Command, terminal: Terminal): void {
  withFolderOption(command.command('quotas').description('how much it may do').argument('<id>')).action(
    (organisationId: string, options: FolderOptions) =>
      inRegistry(terminal, options, ({ registry }) => {
        const { quotas, abuseResponse } = readQuotas(registry, operatorAtConsole, { organisationId });
        const rows = quotas.map(({ kind, max, isOwn }) => [
          kind.name,
          String(max),
          `${kind.windowMs / secondMs} s`,
          isOwn ? 'its own' : 'of its role',
        ]);
        terminal.out(tableText([['QUOTA', 'AT MOST', 'IN', ''], ...rows, ['abuseResponse', abuseResponse]]));
      }),
  );
  withChangeOptions(command.command('set-quotas').description('quotas of its own, and what follows a signal of abuse'))
    .argument('<id>')
    .argument('[quotas...]', `name=number or name=default: ${quotaNames.join(', ')}`)
    .option('--on-abuse <response>', abuseResponses.join(', '), oneOf(abuseResponses))
    .action(
      (
        organisationId: string,
        words: readonly string[],
        options: ChangeOptions & { readonly onAbuse?: AbuseResponse },
      ) =>
        change(terminal, options, async (registry) => {
          const before = readOrganisation(registry, operatorAtConsole, { organisationId }).document;
          const terms = { quotas: quotaTerms(words), abuseResponse: options.onAbuse };
          const { document } = await changeOrganisation(registry, operatorAtConsole, { organisationId, ...terms });
          return { subject: `organisation ${organisationId}`, before, after: document };
        }),
    );
}

function quotaTerms(words: readonly string[]): QuotaTerms | undefined {
  if (words.length === 0) return undefined;
  return Object.fromEntries(
    words.map((word) => {
      const [, name = '', max = ''] = /^(\w+)=(default|\d{1,12})$/.exec(word) ?? [];
      const known = quotaNames.find((one) => one.toLowerCase() === name.toLowerCase());
      if (known !== undefined) return [known, max === 'default' ? null : Number(max)];
      throw new InvalidArgumentError(`${word}: name=number, 1 to ${quotaMax}, or name=default`);
    }),
  );
}
