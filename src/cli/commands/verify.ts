import type { Command } from 'commander';
import { formatInstant } from '../../core/time.ts';
import { jwksVerifier } from '../../receipts/jws-verifier.ts';
import type { PublishedKey } from '../../receipts/key-ring.ts';
import type { JwsVerifier } from '../../receipts/receipt-desk.ts';
import { type ReceiptReport, verifyReceipt } from '../../receipts/verify-receipt.ts';
import { CommandFailure } from '../failure.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { isRecord, jsonOf, textOf } from '../json-file.ts';
import { answered } from '../remote.ts';
import type { Terminal } from '../terminal.ts';

interface VerifyOptions extends FolderOptions {
  readonly jwks?: string;
  readonly json?: true;
}

export function defineVerify(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .argument('<file>', 'a receipt (JWS) or a whole response, exactly as it came; - for standard input')
    .option('--jwks <file or url>', 'the registry’s public keys; those of the local folder where absent')
    .option('--json', 'print one JSON object')
    .action(async (file: string, options: VerifyOptions) => {
      const text = await textOf(file, terminal.input);
      const check = (verifier: JwsVerifier) => verifyReceipt(text, verifier, terminal.now());
      const report =
        options.jwks === undefined
          ? await inRegistry(terminal, options, ({ registry }) => check(registry.receipts))
          : await check(jwksVerifier(await keySet(options.jwks)));
      terminal.out(options.json ? JSON.stringify(report) : reportText(report));
      if (report.outcome !== 'VALID') throw new CommandFailure(`the receipt is not valid: ${report.outcome}`);
    });
}

async function keySet(source: string): Promise<{ readonly keys: readonly PublishedKey[] }> {
  const content = /^https?:/.test(source) ? await answered(source, '') : jsonOf(source);
  if (isRecord(content) && Array.isArray(content['keys']) && content['keys'].every(isRecord)) {
    return { keys: content['keys'] as PublishedKey[] };
  }
  throw new CommandFailure(`--jwks: ${source} is no set of keys (RFC 7517)`);
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

function reportText({ outcome, content, differing, kid, receiptForm, payload }: ReceiptReport): string {
  const { aud, iat, exp, enquiry, decision, rows } = payload ?? {};
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
  ];
  const lines = facts
    .filter(([, fact]) => fact !== undefined)
    .map(([name, fact]) => `  ${name}: ${typeof fact === 'string' ? fact : JSON.stringify(fact)}`);
  return [`${outcome}: ${outcomeWords[outcome]}`, ...lines].join('\n');
}

function instantText(seconds: unknown): string | undefined {
  return typeof seconds === 'number' ? formatInstant(seconds * 1_000) : undefined;
}
