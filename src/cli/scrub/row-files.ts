import { createReadStream, readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { bytesOfBase64url } from '../../receipts/base64url.ts';
import type { RowForm } from '../../receipts/file-rows.ts';
import { rowSecretBytes } from '../../receipts/row-salts.ts';
import type { OutputDigest, OutputTree, ScrubCertificate } from '../../receipts/scrub-certificate.ts';
import { CommandFailure } from '../failure.ts';
import { isRecord } from '../json-file.ts';
import { progressOf } from '../progress.ts';
import type { Terminal } from '../terminal.ts';
import { fileDigest } from './check-certificate.ts';

/** An output of a scrub at hand, whose bytes are the signed ones. */
export interface RowFile extends OutputDigest, OutputTree {
  readonly path: string;
}

/** What a certificate says of rows; whether it was signed, `dnd verify` says of the proof. */
export interface ShownRows {
  readonly form: RowForm;
  readonly outputs: readonly (OutputDigest & OutputTree)[];
}

export function shownRows(jws: string): ShownRows {
  const payload = payloadOf(jws);
  if (payload?.receiptForm !== 'SCRUB') throw new CommandFailure('this is no certificate of a scrub');
  const { rowForm, outputs } = payload;
  if (rowForm === undefined) {
    throw new CommandFailure('this certificate shows no single rows: it was made without --row-proofs');
  }
  if (!isReadForm(rowForm))
    throw new CommandFailure('this certificate is of another version: its rows cannot be found');
  return { form: rowForm, outputs: outputs as ShownRows['outputs'] };
}

function isReadForm({ encoding, byteOrderMark, lineTerminator }: Readonly<Partial<RowForm>>): boolean {
  return encoding !== undefined && byteOrderMark !== undefined && lineTerminator !== undefined;
}

function payloadOf(jws: string): ScrubCertificate | undefined {
  try {
    const payload: unknown = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString());
    return isRecord(payload) ? (payload as unknown as ScrubCertificate) : undefined;
  } catch {
    return undefined;
  }
}

/** The secret of a scrub, from the file that `--row-proofs` wrote, or from the scrub's resource as it came over HTTP. */
export function rowSecretOf(text: string): Uint8Array {
  const trimmed = text.trim();
  const secret = bytesOfBase64url(trimmed.startsWith('{') ? memberOf(trimmed) : trimmed, rowSecretBytes);
  if (secret === undefined) throw new CommandFailure('this is no secret of row proofs');
  return secret;
}

function memberOf(text: string): unknown {
  try {
    const scrub: unknown = JSON.parse(text);
    return isRecord(scrub) ? scrub['rowSecret'] : undefined;
  } catch {
    return undefined;
  }
}

/** The signed outputs at a path: the one that a file is, or those of a folder. Refuses files that are others. */
export async function rowFiles(
  path: string,
  { outputs }: ShownRows,
  read: (path: string) => AsyncIterable<Uint8Array>,
): Promise<readonly RowFile[]> {
  if (!statSync(path).isDirectory()) {
    // Two that are the same to the byte are told apart by the name, if at all.
    const likely = outputs.filter(({ name }) => name === nameOf(path));
    return [await signedFile(path, [...likely, ...outputs], read)];
  }
  const files: RowFile[] = [];
  for (const file of readdirSync(path)) {
    const expected = outputs.filter(({ name }) => name === nameOf(file));
    if (expected.length > 0) files.push(await signedFile(join(path, file), expected, read));
  }
  if (files.length === 0) throw new CommandFailure(`${path}: none of the files that were signed is there`);
  return files;
}

function nameOf(path: string): string {
  return basename(path, extname(path));
}

async function signedFile(
  path: string,
  expected: ShownRows['outputs'],
  read: (path: string) => AsyncIterable<Uint8Array>,
): Promise<RowFile> {
  const { bytes, digest } = await fileDigest(read(path));
  const output = expected.find((one) => one.bytes === bytes && one.digest === digest);
  if (output === undefined)
    throw new CommandFailure(`${path}: this is not the file that was signed: its digest differs`);
  return { ...output, path };
}

const readBytes = 2 ** 20;

/** Reads files with their progress drawn under a title. */
export function readWithProgress(
  terminal: Terminal,
  title: string,
  wanted: boolean,
): (path: string) => AsyncGenerator<Uint8Array> {
  return async function* (path) {
    const total = statSync(path).size;
    const progress = progressOf(terminal, { title, unit: 'bytes', total, wanted });
    let done = 0;
    try {
      for await (const chunk of createReadStream(path, { highWaterMark: readBytes })) {
        yield chunk as Uint8Array;
        done += (chunk as Uint8Array).length;
        progress.advance(done);
      }
    } finally {
      progress.end();
    }
  };
}
