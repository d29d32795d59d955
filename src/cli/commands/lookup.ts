import type { Command } from 'commander';
import { type MessageClass, messageClasses } from '../../core/policy.ts';
import { dataFolder } from '../../node/data-folder.ts';
import { type LookupReceiptForm, lookupReceiptForms } from '../../receipts/receipt-payload.ts';
import { type LookupQuestion, lookUp } from '../../registry/lookups/look-up.ts';
import { demoAsker } from '../../runtime/demo-names.ts';
import { organisationNamed } from '../acting-organisation.ts';
import { oneOf } from '../choice.ts';
import { clientOf } from '../client-file.ts';
import { type FolderOptions, inRegistry, settingsOf, withFolderOption } from '../folder.ts';
import { writePrivateFile } from '../private-file.ts';
import { accessToken, askRemote } from '../remote.ts';
import type { Terminal } from '../terminal.ts';

interface LookupOptions extends FolderOptions {
  readonly category: string;
  readonly channel: string;
  readonly sender?: string;
  readonly class?: MessageClass;
  readonly plannedAt?: string;
  readonly lastVerifiedOn?: string;
  readonly as?: string;
  readonly remote?: string;
  readonly client?: string;
  readonly clientId?: string;
  readonly receiptForm?: LookupReceiptForm;
  readonly receiptOut?: string;
}

export function defineLookup(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .argument('<number>', 'E.164 with its plus sign')
    .requiredOption('--category <id>', 'industry category of the policy')
    .requiredOption('--channel <id>', 'channel of the policy')
    .option('--sender <identity>', 'header, signature or calling number')
    .option('--class <class>', `${messageClasses.join(', ')}; promotional where absent`, oneOf(messageClasses))
    .option('--planned-at <time>', 'RFC 3339; now where absent')
    .option('--last-verified-on <day>', 'YYYY-MM-DD: asks whether the number has changed hands since')
    .option('--as <organisation>', `who asks the local registry; ${demoAsker} where absent`)
    .option('--remote <url>', 'ask a running registry over HTTP instead of the local folder')
    .option('--client <file>', 'with --remote: credentials; the demo’s clients.json where absent')
    .option('--client-id <id>', `with --remote: which client; ${demoAsker} where absent`)
    .option('--receipt-form <form>', `${lookupReceiptForms.join(', ')}; plain where absent`, oneOf(lookupReceiptForms))
    .option('--receipt-out <file>', 'write the receipt alone to a file: a JWS; of the form SHARED, a proof in JSON')
    .action(async (phoneNumber: string, options: LookupOptions) => {
      const answer = await ask(terminal, options, questionOf(phoneNumber, options));
      terminal.out(answer);
      if (options.receiptOut === undefined) return;
      writePrivateFile(options.receiptOut, `${receiptOf(answer)}\n`);
    });
}

/** What shows the answer to be signed, without the rest of it. */
function receiptOf(answer: string): string {
  const { statement, inclusion, receipt } = JSON.parse(answer) as Readonly<Record<string, unknown>>;
  return statement === undefined ? (receipt as string) : JSON.stringify({ statement, inclusion, receipt });
}

function questionOf(phoneNumber: string, options: LookupOptions): LookupQuestion {
  const { category, channel, sender, class: messageClass, plannedAt, lastVerifiedOn, receiptForm } = options;
  return { phoneNumber, category, channel, sender, messageClass, plannedAt, lastVerifiedOn, receiptForm };
}

async function ask(terminal: Terminal, options: LookupOptions, question: LookupQuestion): Promise<string> {
  const { remote, as = demoAsker } = options;
  if (remote === undefined) {
    return inRegistry(terminal, options, ({ registry }) => lookUp(registry, organisationNamed(registry, as), question));
  }
  const file = options.client ?? dataFolder(settingsOf(terminal, options).dataDir).clientsFile;
  const client = clientOf(file, options.clientId);
  return askRemote(remote, '/v1/lookup', await accessToken(remote, client), question);
}
