import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { demoFact } from '../../exports/demo-mark.ts';
import { downloadName, manifestFile } from '../../exports/release-files.ts';
import type { JwsVerifier } from '../../receipts/receipt-desk.ts';
import { type ReceiptReport, verifyReceipt } from '../../receipts/verify-receipt.ts';
import { sha256 } from '../../storage/sqlite/sha256.ts';
import { arrivedBytes, arrivedText } from '../carrier-files/carrier-folder.ts';
import { CommandFailure } from '../failure.ts';
import { isRecord } from '../json-file.ts';

export interface CheckedRelease {
  readonly outcome: ReceiptReport['outcome'];
  /** Of the signature; absent where it does not hold. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly files: readonly CheckedFile[];
}

export interface CheckedFile {
  readonly file: string;
  readonly status: 'SAME' | 'DIFFERS' | 'NOT_HERE';
  /** As it was signed. */
  readonly sha256: string;
}

/** What a signed manifest of figures is worth, and whether the files beside it are those that it speaks of. */
export async function checkRelease(folder: string, verifier: JwsVerifier, now: number): Promise<CheckedRelease> {
  const text = arrivedText(join(folder, manifestIn(folder)), manifestBytesMax);
  const { outcome, receiptForm, payload } = await verifyReceipt(text, verifier, now, sha256);
  if (receiptForm !== undefined && receiptForm !== 'RELEASE') {
    throw new CommandFailure(`${manifestFile}: what is signed there is no manifest of figures`);
  }
  // What was signed counts, not what stands beside it.
  if (payload === undefined || receiptForm === undefined) return { outcome, files: [] };
  const files: CheckedFile[] = [];
  for (const signed of signedFiles(payload)) files.push(await checkedFile(folder, payload, signed));
  return { outcome, payload, files };
}

const manifestBytesMax = 65_536;

/** `manifest.json`, or the only one that was saved as a download. */
function manifestIn(folder: string): string {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new CommandFailure(`${folder}: no folder`);
  if (existsSync(join(folder, manifestFile))) return manifestFile;
  const saved = readdirSync(folder).filter((name) => /^dnd-[\w-]{1,40}-manifest\.json$/.test(name));
  const [only, ...others] = saved;
  if (only === undefined) throw new CommandFailure(`${folder}: no ${manifestFile} there`);
  if (others.length > 0) throw new CommandFailure(`${folder}: several manifests: a folder for each release`);
  return only;
}

interface SignedFile {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Names of files in this folder alone, even if a registry signed others. */
function signedFiles({ files }: Readonly<Record<string, unknown>>): readonly SignedFile[] {
  return (Array.isArray(files) ? files : []).filter(
    (one): one is SignedFile =>
      isRecord(one) && typeof one['file'] === 'string' && /^\w[\w.-]{0,63}$/.test(one['file']),
  );
}

/** Of two that are here, under its own name and as a browser saved it, both have to be what was signed. */
async function checkedFile(
  folder: string,
  { period, audience, demo }: Readonly<Record<string, unknown>>,
  { file, bytes, sha256 }: SignedFile,
): Promise<CheckedFile> {
  const id = isRecord(period) ? String(period['id']) : '';
  const whose = audience === 'PUBLIC' ? 'PUBLIC' : 'REGULATOR';
  const saved = downloadName({ period: { id }, audience: whose, ...demoFact(demo === true) }, file);
  const here = [file, saved].map((name) => join(folder, name)).filter((path) => existsSync(path));
  if (here.length === 0) return { file, status: 'NOT_HERE', sha256 };
  const same = await Promise.all(here.map((path) => isOf(path, bytes, sha256)));
  return { file, status: same.every(Boolean) ? 'SAME' : 'DIFFERS', sha256 };
}

async function isOf(path: string, bytes: number, sha256: string): Promise<boolean> {
  const digest = createHash('sha256');
  let length = 0;
  for await (const chunk of arrivedBytes(path)) {
    digest.update(chunk);
    length += chunk.length;
  }
  return length === bytes && digest.digest('hex') === sha256;
}
