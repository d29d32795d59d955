import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import type { Command } from 'commander';
import { isSupportedCountry } from 'libphonenumber-js/min';
import type { Preferences } from '../../core/preferences.ts';
import { operatorAtConsole } from '../../node/open-registry.ts';
import {
  type ImportCounts,
  importNumbers,
  type NumbersOfBlock,
  previewImport,
} from '../../registry/numbers/import-numbers.ts';
import type { Registry } from '../../registry/registry.ts';
import { gathered } from '../choice.ts';
import { WrongUsage } from '../failure.ts';
import { type FolderOptions, inRegistry, withFolderOption } from '../folder.ts';
import { byBlock, numbersMax } from '../import/collected-numbers.ts';
import { importPreferences, type PreferencesOptions } from '../import/import-preferences.ts';
import { numberReader } from '../import/number-reader.ts';
import { type ReadList, readList } from '../import/read-list.ts';
import { rejectedFile } from '../import/rejected-file.ts';
import { type ImportSummary, summaryText } from '../import/summary.ts';
import { progressOf } from '../progress.ts';
import type { Terminal } from '../terminal.ts';

interface ImportOptions extends FolderOptions, PreferencesOptions {
  readonly column?: string;
  readonly country?: string;
  readonly batch?: string;
  readonly rejected?: string;
  readonly write?: boolean;
  readonly progress?: boolean;
  readonly json?: true;
}

export function defineImport(command: Command, terminal: Terminal): void {
  withFolderOption(command)
    .argument('<file>', `a number a line, or CSV or TSV; - for standard input; at most ${numbersMax} numbers`)
    .option('--refuse <categories>', 'what the numbers refuse: all, or categories of the policy', gathered)
    .option('--channel <channels>', 'only on these channels', gathered)
    .option('--preferences <file>', 'instead: preferences as the API takes them, in JSON')
    .option('--column <column>', 'head or place (from 1) of the column with the numbers')
    .option('--country <code>', 'country of numbers without a country code; the policy’s where absent')
    .option('--batch <name>', 'the same batch twice changes nothing; a digest of numbers and preferences where absent')
    .option('--rejected <file>', 'write rejected rows with line and reason to a CSV file')
    .option('--write', 'do it; without it the list is checked and nothing is changed')
    .option('--progress', 'show progress also where standard error is no terminal')
    .option('--json', 'print one JSON object')
    .action((file: string, options: ImportOptions) =>
      inRegistry(terminal, options, async ({ registry }) => {
        const preferences = importPreferences(registry, options);
        const list = await read(terminal, registry, file, options);
        const batch = options.batch ?? digestOf(preferences, list.numbers);
        const counts = await runImport(terminal, registry, list, preferences, batch, options);
        const summary = summaryOf(file, batch, list, counts, options.write === true);
        terminal.out(options.json ? JSON.stringify(summary) : summaryText(summary));
        if (!options.write && counts.registered > 0) terminal.note('Nothing was changed. Add --write to do it.');
      }),
    );
}

async function read(
  terminal: Terminal,
  { policy }: Registry,
  file: string,
  { column, country = policy.jurisdiction, rejected, progress: wanted = false }: ImportOptions,
): Promise<ReadList> {
  if (!isSupportedCountry(country)) throw new WrongUsage(`--country: ${country} is no country of ISO 3166-1`);
  const total = file === '-' ? 0 : statSync(file).size;
  const progress = progressOf(terminal, { title: 'reading', unit: 'bytes', total, wanted });
  const bytes = file === '-' ? terminal.input : createReadStream(file, { highWaterMark: 2 ** 18 });
  const rejects = rejected === undefined ? undefined : rejectedFile(rejected, file);
  try {
    return await readList(
      counted(bytes, (done) => progress.advance(done, Math.max(total, done))),
      {
        column,
        readNumber: numberReader(policy, country),
        onRejected: (row, reason) => rejects?.add(row, reason),
      },
    );
  } finally {
    rejects?.close();
    progress.end();
  }
}

async function* counted(bytes: AsyncIterable<Uint8Array>, onBytes: (done: number) => void): AsyncGenerator<Uint8Array> {
  let done = 0;
  for await (const chunk of bytes) {
    done += chunk.byteLength;
    onBytes(done);
    yield chunk;
  }
}

async function runImport(
  terminal: Terminal,
  registry: Registry,
  { numbers }: ReadList,
  preferences: Preferences,
  batchId: string,
  { write = false, progress: wanted = false }: ImportOptions,
): Promise<ImportCounts> {
  const title = write ? 'registering' : 'comparing';
  const progress = progressOf(terminal, { title, unit: 'numbers', total: numbers.length, wanted });
  const onProgress = ({ registered, kept }: ImportCounts) => progress.advance(registered + kept);
  const input = { blocks: grouped(numbers, preferences), onProgress };
  try {
    return write
      ? await importNumbers(registry, operatorAtConsole, { ...input, batchId })
      : await previewImport(registry, operatorAtConsole, input);
  } finally {
    progress.end();
  }
}

function* grouped(numbers: Float64Array, preferences: Preferences): Generator<NumbersOfBlock> {
  for (const { block, offsets } of byBlock(numbers)) yield { block, groups: [{ preferences, offsets }] };
}

/** Of what is imported, not of the file: the same list in another order or form is the same batch. */
function digestOf(preferences: Preferences, numbers: Float64Array<ArrayBuffer>): string {
  const hash = createHash('sha256').update(JSON.stringify(preferences));
  hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  return `sha256-${hash.digest('hex').slice(0, 32)}`;
}

function summaryOf(
  file: string,
  batch: string,
  { rows, duplicates, rejected }: ReadList,
  { registered, kept }: ImportCounts,
  written: boolean,
): ImportSummary {
  const reasons = Object.fromEntries(rejected);
  const rejectedRows = [...rejected.values()].reduce((sum, one) => sum + one, 0);
  return { file, written, batch, rows, registered, kept, duplicates, rejected: rejectedRows, reasons };
}
