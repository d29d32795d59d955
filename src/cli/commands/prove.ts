import { readFileSync, statSync } from 'node:fs';
import { type Command, InvalidArgumentError } from 'commander';
import { RowTooLong } from '../../receipts/file-rows.ts';
import { type ScrubRowProof, ScrubRowProver } from '../../receipts/scrub-row-proof.ts';
import { sha256 } from '../../storage/sqlite/sha256.ts';
import { CommandFailure, WrongUsage } from '../failure.ts';
import { textOf } from '../json-file.ts';
import { writePrivateFile } from '../private-file.ts';
import { certificateBytesMax } from '../scrub/check-certificate.ts';
import { foundRow, type RowPlace } from '../scrub/find-row.ts';
import { secretFile } from '../scrub/output-files.ts';
import {
  type RowFile,
  readWithProgress,
  rowFiles,
  rowSecretOf,
  type ShownRows,
  shownRows,
} from '../scrub/row-files.ts';
import type { Terminal } from '../terminal.ts';

interface ProveOptions {
  readonly output: string;
  readonly row?: number;
  readonly find?: string;
  readonly secret?: string;
  readonly out?: string;
  readonly progress?: boolean;
}

export function defineProve(command: Command, terminal: Terminal): void {
  command
    .argument('<certificate>', 'of a scrub with row proofs')
    .requiredOption(
      '--output <file or folder>',
      'what came out of the scrub: one file, or the folder of the split ones',
    )
    .option('--row <n>', 'the row of the file, counted from 0; heads are none', rowNumber)
    .option(
      '--find <text>',
      'instead: the one row that has this text or phone number; - to read it from standard input',
    )
    .option('--secret <file>', 'the secret of the row proofs, or the scrub as JSON; <certificate>.secret where absent')
    .option('--out <file>', 'write the proof there; to standard output where absent')
    .option('--progress', 'show progress also where standard error is no terminal')
    .action(async (certificate: string, options: ProveOptions) => {
      const { row, find, secret = secretFile(certificate), out } = options;
      if ((row === undefined) === (find === undefined)) throw new WrongUsage('give --row or --find');
      const receipt = smallText(certificate).trim();
      const proof = await provenRow(terminal, options, receipt, rowSecretOf(smallText(secret)));
      if (out === undefined) terminal.out(JSON.stringify(proof));
      else writePrivateFile(out, `${JSON.stringify(proof)}\n`);
    });
}

function rowNumber(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new InvalidArgumentError('a row of the file, counted from 0');
  return Number(text);
}

function smallText(file: string): string {
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  if (size === undefined) throw new CommandFailure(`${file}: there is no such file`);
  if (size > certificateBytesMax) throw new CommandFailure(`${file}: too large for what it should be`);
  return readFileSync(file, 'utf8');
}

async function provenRow(
  terminal: Terminal,
  { output, row, find, progress = false }: ProveOptions,
  receipt: string,
  rowSecret: Uint8Array,
): Promise<ScrubRowProof> {
  const reading = (title: string) => readWithProgress(terminal, title, progress);
  const shown = shownRows(receipt);
  try {
    const files = await rowFiles(output, shown, reading('checking'));
    const place =
      find === undefined
        ? rowOf(files, row ?? 0)
        : await foundRow(await soughtText(find, terminal), files, shown.form, reading('searching'));
    return await proven(place, shown, receipt, rowSecret, reading('proving'));
  } catch (error) {
    if (error instanceof RowTooLong) throw new CommandFailure('a row of the file does not end', { cause: error });
    throw error;
  }
}

async function soughtText(find: string, terminal: Terminal): Promise<string> {
  const text = find === '-' ? (await textOf('-', terminal.input)).trim() : find;
  if (text === '') throw new CommandFailure('--find: there is no text to look for');
  return text;
}

function rowOf(files: readonly RowFile[], row: number): RowPlace {
  const [file, ...others] = files;
  if (file === undefined || others.length > 0) {
    throw new CommandFailure('--row: name one file with --output, not a folder of several');
  }
  if (row >= file.rows) throw new CommandFailure(`--row: there is no row ${row} in ${file.name}: it has ${file.rows}`);
  return { file, row };
}

async function proven(
  { file, row }: RowPlace,
  { form }: ShownRows,
  receipt: string,
  rowSecret: Uint8Array,
  read: (path: string) => AsyncIterable<Uint8Array>,
): Promise<ScrubRowProof> {
  const prover = new ScrubRowProver({ sha256, form, rowSecret, output: file.name, row });
  for await (const bytes of read(file.path)) prover.add(bytes);
  const done = prover.done(receipt);
  if (done?.tree.rootHash !== file.rootHash || done.tree.rows !== file.rows) {
    throw new CommandFailure('the secret is not the one of this scrub: nothing can be shown with it');
  }
  return done.proof;
}
