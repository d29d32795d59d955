import { type Command, InvalidArgumentError } from 'commander';
import { formatInstant } from '../../core/time.ts';
import { jwksVerifier } from '../../receipts/jws-verifier.ts';
import type { JwsVerifier } from '../../receipts/receipt-desk.ts';
import { isRegistryExport } from '../../receipts/registry-export.ts';
import { rowProof } from '../../receipts/row-proof.ts';
import { type ReceiptReport, verifyReceipt } from '../../receipts/verify-receipt.ts';
import type { ScrubRow } from '../../receipts/verify-scrub-row.ts';
import { sha256 } from '../../storage/sqlite/sha256.ts';
import { CommandFailure } from '../failure.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { textOf } from '../json-file.ts';
import { keySet } from '../key-set.ts';
import { verifyExport } from '../moving/verify-export.ts';
import { writePrivateFile } from '../private-file.ts';
import type { Terminal } from '../terminal.ts';

interface VerifyOptions extends FolderOptions {
  readonly jwks?: string;
  readonly json?: true;
  readonly row?: number;
  readonly out?: string;
}

export function defineVerify(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .argument(
      '<file>',
      'a receipt (JWS), a whole response exactly as it came, a proof of one row, or a manifest of figures or of an exported registry; - for standard input',
    )
    .option('--jwks <file or url>', 'the registry’s public keys; those of the local folder where absent')
    .option('--json', 'print one JSON object')
    .option('--row <n>', 'of a batch with ROWS: also make a proof of one row alone, counted from 0', rowIndex)
    .option('--out <file>', 'with --row: write the proof there; in place of the report where absent')
    .action(async (file: string, options: VerifyOptions) => {
      if (options.out !== undefined && options.row === undefined) throw new CommandFailure('--out: needs --row');
      const text = await textOf(file, terminal.input);
      if (await isRegistryExport(text)) return verifyExport(terminal, file, text, options);
      const check = (verifier: JwsVerifier) => verifyReceipt(text, verifier, terminal.now(), sha256);
      const report =
        options.jwks === undefined
          ? await inRegistry(terminal, options, ({ registry }) => check(registry.receipts))
          : await check(jwksVerifier(await keySet(options.jwks)));
      const proof = options.row === undefined ? undefined : proofOf(text, options.row, report);
      if (proof === undefined || options.out !== undefined) {
        terminal.out(options.json ? JSON.stringify(report) : reportText(report));
      }
      if (proof !== undefined) {
        if (options.out === undefined) terminal.out(proof);
        else writePrivateFile(options.out, `${proof}\n`);
      }
      if (report.outcome !== 'VALID') throw new CommandFailure(`the receipt is not valid: ${report.outcome}`);
    });
}

function rowIndex(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError('a row of the batch, counted from 0');
  return Number(text);
}

/** Of rows that are what was signed: also when the receipt holds no more, it shows what was answered. */
function proofOf(text: string, row: number, { content, receiptForm, outcome }: ReceiptReport): string | undefined {
  if (receiptForm === 'SCRUB') throw new CommandFailure('--row: of a scrubbed list, dnd prove makes the proof');
  if (receiptForm !== undefined && receiptForm !== 'ROWS') {
    throw new CommandFailure(`--row: a receipt of the form ${receiptForm} shows no single rows; ask for ROWS`);
  }
  if (content === 'NOT_GIVEN') throw new CommandFailure('--row: needs the whole response, not the receipt alone');
  if (content !== 'MATCHES' || outcome === 'KEY_COMPROMISED') return undefined;
  const proof = rowProof(sha256, text, row);
  if (proof === undefined) throw new CommandFailure(`--row: there is no row ${row} in this response`);
  return JSON.stringify(proof);
}

/** What the outcome means for whoever holds the receipt. */
const outcomeWords: Readonly<Record<ReceiptReport['outcome'], string>> = {
  VALID: 'the registry signed this, and it holds now',
  EXPIRED: 'the registry signed this, and it holds no more',
  NOT_YET_VALID: 'the registry signed this for a time to come',
  CONTENT_DIFFERS: 'the signature holds, but the response is not what was signed',
  KEY_COMPROMISED: 'the key was disowned: the signature proves nothing',
  UNKNOWN_KEY: 'none of these keys signed it',
  BAD_SIGNATURE: 'the signature does not hold: it was forged or altered',
  MALFORMED: 'this is no receipt',
};

function reportText({ outcome, content, differing, kid, receiptForm, payload, statement }: ReceiptReport): string {
  const shown = receiptForm === 'SHARED' ? statement : payload;
  const { aud, iat, exp, enquiry, decision, rows } = shown ?? payload ?? {};
  const facts: readonly (readonly [string, unknown])[] = [
    ['content', content === 'NOT_GIVEN' ? 'the receipt alone was given' : content],
    ['differs in', differing.length === 0 ? undefined : differing.join(', ')],
    ['key', kid],
    ['form', receiptForm],
    ['asked by', aud],
    ['signed at', instantText(iat)],
    ['holds until', instantText(exp)],
    ['enquiry', enquiry],
    ['decision', decision],
    ['rows', rows],
    ['row', receiptForm === 'ROWS' ? statement : undefined],
    ...(receiptForm === 'CHANGE' ? changeFacts(payload) : []),
    ...(receiptForm === 'RELEASE' ? releaseFacts(payload) : []),
    ...(receiptForm === 'SCRUB' ? scrubRowFacts(statement as ScrubRow | undefined) : []),
  ];
  const lines = facts
    .filter(([, fact]) => fact !== undefined)
    .map(([name, fact]) => `  ${name}: ${typeof fact === 'string' ? fact : JSON.stringify(fact)}`);
  return [`${outcome}: ${outcomeWords[outcome]}`, ...lines].join('\n');
}

/** What happened to which number, and by whom. */
function changeFacts(payload: ReceiptReport['payload']): readonly (readonly [string, unknown])[] {
  const { phoneNumber, position, at, event, actor, agent, wayIn, proof, policy, leafHash } = payload ?? {};
  return Object.entries({ phoneNumber, position, at, event, actor, agent, wayIn, proof, policy, leafHash });
}

/** Which figures; whether the files beside are those that were signed, `dnd statistics check` says. */
function releaseFacts(payload: ReceiptReport['payload']): readonly (readonly [string, unknown])[] {
  const { audience, period, position, countedAt, policy, licence, files } = payload ?? {};
  return Object.entries({ audience, period, position, countedAt, policy, licence, files });
}

/** What the row of a list says, and that it stood where it says. */
function scrubRowFacts(shown: ScrubRow | undefined): readonly (readonly [string, unknown])[] {
  if (shown === undefined) return [];
  const { output, row, text, number, country, ...decided } = shown;
  return [
    ['this row stood in', `${output}, at place ${row} (from 0)`],
    ['row', text],
    ['number', number === undefined ? undefined : `${number} (${country} where it names no country)`],
    ['it was decided', decided],
  ];
}

function instantText(seconds: unknown): string | undefined {
  return typeof seconds === 'number' ? formatInstant(seconds * 1_000) : undefined;
}
