import type { Command } from 'commander';
import { type MessageClass, messageClasses } from '../../core/policy.ts';
import { dataFolder } from '../../node/data-folder.ts';
import { base64url } from '../../receipts/base64url.ts';
import { freshRowSecret } from '../../receipts/row-salts.ts';
import type { ScrubSummary, ScrubTerms } from '../../registry/scrubs/scrub-job.ts';
import { scrubList } from '../../registry/scrubs/scrub-list.ts';
import { demoAsker } from '../../runtime/demo-names.ts';
import { nodeScrubTools } from '../../runtime/scrub-tools.ts';
import { organisationNamed } from '../acting-organisation.ts';
import { oneOf } from '../choice.ts';
import { CommandFailure, WrongUsage } from '../failure.ts';
import { type FolderOptions, inReadRegistry, settingsOf, withFolderOption } from '../folder.ts';
import { writePrivateFile } from '../private-file.ts';
import { type GivenList, givenList } from '../scrub/given-list.ts';
import { outputFiles, secretFile } from '../scrub/output-files.ts';
import { reportText, summaryText } from '../scrub/scrub-text.ts';
import type { Terminal } from '../terminal.ts';

interface ScrubOptions extends FolderOptions {
  readonly category?: string;
  readonly channel?: string;
  readonly sender?: string;
  readonly class?: MessageClass;
  readonly plannedAt?: string;
  readonly column?: string;
  readonly country?: string;
  readonly as?: string;
  readonly split?: string;
  readonly out?: string;
  readonly certificate?: string;
  readonly rowProofs?: true;
  readonly check?: string;
  readonly input?: string;
  readonly output?: string;
  readonly remote?: string;
  readonly client?: string;
  readonly clientId?: string;
  readonly progress?: boolean;
  readonly json?: true;
}

export function defineScrub(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .argument('[file]', 'a number a line, CSV or TSV, as it is or by gzip; - for standard input')
    .option('--category <id>', 'industry category of the policy')
    .option('--channel <id>', 'channel of the policy')
    .option('--sender <identity>', 'header, signature or calling number')
    .option('--class <class>', `${messageClasses.join(', ')}; promotional where absent`, oneOf(messageClasses))
    .option('--planned-at <time>', 'RFC 3339; now where absent')
    .option('--column <column>', 'head or place (from 1) of the column with the numbers')
    .option('--country <code>', 'country of numbers without a country code; the policy’s where absent')
    .option('--as <organisation>', `who asks; ${demoAsker} where absent`)
    .option('--out <file>', 'write the list with its decisions there; - or absent: to standard output')
    .option('--split <folder>', 'instead: files allowed, blocked, rejected, unavailable there, rows as they came')
    .option('--certificate <file>', 'write the signed certificate (JWS) there: digests of the files, counts, terms')
    .option(
      '--row-proofs',
      'with --certificate: dnd prove can show single rows; their secret goes to <certificate>.secret',
    )
    .option('--check <certificate>', 'instead of all that: check a certificate, with --input and --output')
    .option('--input <file>', 'with --check: the list as it was given')
    .option('--output <file or folder>', 'with --check: what came out')
    .option('--remote <url>', 'have it done by a running registry over HTTP instead of the local folder')
    .option(
      '--client <file>',
      'with --remote: credentials; the token in DND_TOKEN, or the demo’s clients.json where absent',
    )
    .option('--client-id <id>', `with --remote: which client; ${demoAsker} where absent`)
    .option('--progress', 'show progress also where standard error is no terminal')
    .option('--json', 'print the summary as one JSON object')
    .action((file: string | undefined, options: ScrubOptions) =>
      options.check === undefined
        ? scrub(terminal, file, options)
        : checkFiles(terminal, { ...options, check: options.check }),
    );
}

async function checkFiles(terminal: Terminal, options: ScrubOptions & { readonly check: string }): Promise<void> {
  const { checkCertificate } = await import('../scrub/check-certificate.ts');
  const report = await checkCertificate(terminal, options);
  terminal.out(options.json ? JSON.stringify(report) : reportText(report));
  if (report.outcome !== 'VALID') throw new CommandFailure(`the certificate is not valid: ${report.outcome}`);
}

async function scrub(terminal: Terminal, file: string | undefined, options: ScrubOptions): Promise<void> {
  const { category, channel, split, out, certificate, rowProofs } = options;
  if (file === undefined) throw new WrongUsage('name the list, or - for standard input');
  if (category === undefined || channel === undefined) throw new WrongUsage('--category and --channel are required');
  if (split !== undefined && out !== undefined) throw new WrongUsage('--split: give it alone, or --out');
  if (rowProofs && certificate === undefined) throw new WrongUsage('--row-proofs: needs --certificate');
  if (options.remote !== undefined)
    return scrubAt(terminal, { ...options, remote: options.remote }, file, { ...termsOf(options), category, channel });
  const given = givenList(terminal, file, options.progress === true);
  try {
    await scrubHere(terminal, given, file, { ...options, category, channel });
  } finally {
    given.end();
  }
}

async function scrubHere(
  terminal: Terminal,
  given: GivenList,
  file: string,
  options: ScrubOptions & Pick<ScrubTerms, 'category' | 'channel'>,
): Promise<void> {
  const { as = demoAsker, category, channel, split, out, certificate, rowProofs } = options;
  await inReadRegistry(terminal, options, async ({ registry }) => {
    const asker = organisationNamed(registry, as);
    const files = outputFiles(terminal, { ...(split && { split }), ...(out && { out }) }, file);
    const rowSecret = rowProofs ? base64url(freshRowSecret()) : undefined;
    try {
      const summary = await scrubList(registry, asker, {
        ...{ ...termsOf(options), category, channel },
        ...{ ...given.windows, bytes: given.bytes, readSlices: given.readSlices },
        layout: split === undefined ? 'ANNOTATED' : 'SPLIT',
        write: (name, bytes) => files.write(name, bytes),
        tools: nodeScrubTools,
        certified: certificate !== undefined,
        rowSecret,
        isAtConsole: true,
      });
      files.finish();
      keep(summary, rowSecret, options);
      given.end();
      tell(terminal, summary, options);
    } finally {
      files.close();
    }
  });
}

function termsOf({
  sender,
  class: messageClass,
  plannedAt,
  column,
  country,
}: ScrubOptions): Omit<ScrubTerms, 'category' | 'channel'> {
  return { sender, messageClass, plannedAt, column, country };
}

async function scrubAt(
  terminal: Terminal,
  options: ScrubOptions & { readonly remote: string },
  file: string,
  terms: ScrubTerms,
): Promise<void> {
  const { remote, split, out, certificate, rowProofs, client, clientId } = options;
  const token = client === undefined ? (terminal.environment['DND_TOKEN'] ?? '') : '';
  const clientFile = () => client ?? dataFolder(settingsOf(terminal, options).dataDir).clientsFile;
  const { scrubRemotely } = await import('../scrub/remote-scrub.ts');
  const files = outputFiles(terminal, { ...(split && { split }), ...(out && { out }) }, file);
  try {
    const { summary, rowSecret } = await scrubRemotely(terminal, {
      ...{ remote, file, terms, files },
      layout: split === undefined ? 'ANNOTATED' : 'SPLIT',
      certified: certificate !== undefined,
      rowProofs: rowProofs === true,
      wanted: options.progress === true,
      credentials: token === '' ? { clientFile: clientFile(), clientId } : { token },
    });
    files.finish();
    keep(summary, rowSecret, options);
    tell(terminal, summary, options);
  } finally {
    files.close();
  }
}

function keep(summary: ScrubSummary, rowSecret: string | undefined, { certificate }: ScrubOptions): void {
  if (certificate === undefined) return;
  writePrivateFile(certificate, `${summary.certificate}\n`);
  if (rowSecret !== undefined) writePrivateFile(secretFile(certificate), `${rowSecret}\n`);
}

/** Beside the rows, where they go to standard output. */
function tell(terminal: Terminal, summary: ScrubSummary, { json, split, out = '-' }: ScrubOptions): void {
  const text = json ? JSON.stringify(summary) : summaryText(summary);
  if (split === undefined && out === '-') terminal.note(text);
  else terminal.out(text);
}
