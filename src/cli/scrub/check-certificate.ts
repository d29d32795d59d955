import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { type FileDigest, type OutputDigest, type ScrubReport, verifyScrub } from '../../receipts/scrub-certificate.ts';
import { sha256Digest } from '../../runtime/scrub-tools.ts';
import { splitNames } from '../../scrub/row-output.ts';
import { CommandFailure } from '../failure.ts';
import { type FolderOptions, inRegistry } from '../folder.ts';
import type { Terminal } from '../terminal.ts';
import { splitFile } from './output-files.ts';

export interface CheckOptions extends FolderOptions {
  readonly check: string;
  readonly input?: string;
  /** The annotated file, or the folder of the split ones. */
  readonly output?: string;
}

/** Whether a certificate is the registry's, and the files at hand are those that it was given for. */
export async function checkCertificate(terminal: Terminal, options: CheckOptions): Promise<ScrubReport> {
  const { check, input, output } = options;
  if (statSync(check).size > certificateBytesMax) throw new CommandFailure(`${check}: too large for a certificate`);
  const jws = readFileSync(check, 'utf8');
  const given = {
    input: input === undefined ? undefined : await fileDigest(fileBytes(input)),
    outputs: output === undefined ? [] : await outputDigests(output, input),
  };
  return inRegistry(terminal, options, ({ registry }) => verifyScrub(jws, registry.receipts, terminal.now(), given));
}

export const certificateBytesMax = 2 ** 20;

async function outputDigests(output: string, input = ''): Promise<readonly OutputDigest[]> {
  if (!statSync(output).isDirectory()) return [{ name: 'annotated', ...(await fileDigest(fileBytes(output))) }];
  const digests: OutputDigest[] = [];
  for (const name of splitNames) {
    const file = splitFile(output, name, input);
    if (existsSync(file)) digests.push({ name, ...(await fileDigest(fileBytes(file))) });
  }
  return digests;
}

function fileBytes(file: string): AsyncIterable<Uint8Array> {
  return createReadStream(file, { highWaterMark: 2 ** 20 });
}

export async function fileDigest(chunks: AsyncIterable<Uint8Array>): Promise<FileDigest> {
  const running = sha256Digest();
  let bytes = 0;
  for await (const chunk of chunks) {
    running.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, digest: running.digest() };
}
